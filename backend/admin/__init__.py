"""Accounts from the server's own command line: whoever can read its data folder may do this. Also
lets the first administrator in, changes what signs links, and has films encoded anew. Knows no
HTTP, and of films only their rows."""
