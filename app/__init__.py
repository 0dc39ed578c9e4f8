"""The desktop application. It shares nothing with the backend but HTTP."""
