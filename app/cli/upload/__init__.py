"""`matinee upload`: files and what is said of them in, uploads on the window's journal out.

Goes by the same queue as the window; knows no Qt.
"""
