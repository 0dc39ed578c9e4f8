"""The window, and what joins its pages with what is behind it."""
