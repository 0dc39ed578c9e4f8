"""How a decision becomes work: one thread that decides, and others that do what takes long.

In come frozen events, out go effects; it knows neither program, and no library but Python's own.
"""
