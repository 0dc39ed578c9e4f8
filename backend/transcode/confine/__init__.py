"""The box that FFmpeg works in: a command and all that it may touch in, a process out.

Knows neither films nor FFmpeg. One module for each way of confining; `choice` finds the best that
works here.
"""
