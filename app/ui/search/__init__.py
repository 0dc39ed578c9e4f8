"""Finding videos: what is suggested while one types, and the page of what was found. Wishes to be
elsewhere go out."""
