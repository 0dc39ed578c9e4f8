"""Signing in where the server's people have their accounts, in the system's browser (OpenID
Connect, RFC 8252): a server's word in, a session out. Knows no window."""
