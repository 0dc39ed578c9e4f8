"""What requests and answers look like: shapes and their bounds, which FastAPI checks and /docs
shows. They know no rules: what a request may do is decided behind the routes."""
