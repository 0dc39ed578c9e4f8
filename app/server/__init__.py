"""The backend as the application sees it: addresses and credentials in, frozen values out.

Knows no Qt, no upload and no player.
"""
