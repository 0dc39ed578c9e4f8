"""What the administrator decides: the environment in, frozen settings or their faults out."""
