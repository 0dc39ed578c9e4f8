"""What the administrator decides: the environment in, frozen settings or one sentence out."""
