"""What the administrator decides: the environment and the command line in, frozen settings or their
faults out."""
