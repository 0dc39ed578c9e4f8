"""Accounts from the server's own command line: whoever can read its data folder may do this. Also
lets the first administrator in. Knows neither HTTP nor videos."""
