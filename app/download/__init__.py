"""An original comes back to this disk: resumable, and verified by its hash at the end.

Knows neither the window nor how the backend is asked: `Originals` is what it needs of it.
"""
