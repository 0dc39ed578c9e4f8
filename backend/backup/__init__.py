"""Everything of a server as a folder, taken while it runs, and back into an empty server.

In come a database's address and a store; out comes a folder for each time, the last of which is
always whole. Knows nothing of HTTP, accounts or films.
"""
