"""What the tables are made of, and those tables that only accounts need. Knows no query."""
