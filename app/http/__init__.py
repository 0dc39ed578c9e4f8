"""What calls, uploads and the player have in common as HTTP's clients.

In come names of hosts, headers, the environment and faults; out go connections, seconds, whom to
trust, and sentences. It knows nothing of what is asked for.
"""
