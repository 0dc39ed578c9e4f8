"""From a video, an address or a file to a picture and the state that the window shows.

Knows no widgets and no upload.
"""
