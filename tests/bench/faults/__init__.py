"""What must hold while everything breaks: faults at seeded moments, against real processes.

In comes a `Ground` with a folder of its own; out go figures of one fault, with `runs` and `failed`.
Where bytes are concerned a run ends with the stored film's hash being that of the file.
"""
