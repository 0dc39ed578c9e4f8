"""What is to be made of a source: the ladder, the chunks, what can be copied. Pure."""
