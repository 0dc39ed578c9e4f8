"""What the administrator decides: the environment in, frozen settings out, or a sentence for each fault."""
