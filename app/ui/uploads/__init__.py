"""Films on their way: uploads from the queue and videos from the server in, joined in one list, and
what is to be done with them out."""
