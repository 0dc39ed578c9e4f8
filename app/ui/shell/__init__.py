"""The frame around the pages, and what joins them with what is behind the window."""
