"""Editing what is said of films, one or many at once: fields in, drafts out. What they are, and
that they are kept, others see to."""
