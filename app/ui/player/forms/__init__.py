"""The forms that playing takes: full screen, picture in picture, and small over the pages.

It is always the same window, and the picture always the same child of it: another top-level window
would cost mpv its GL context.
"""
