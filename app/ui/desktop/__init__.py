"""Matinee on the desktop: tray icon, notifications, and what closing the window means.

Sums of uploads go in, what the user chooses comes out; it knows no page and no account.
"""
