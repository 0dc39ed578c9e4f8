"""Accounts from the server's own command line: whoever can read its data folder may do this. Also
lets the first administrator in, and changes what signs links. Knows neither HTTP nor videos."""
