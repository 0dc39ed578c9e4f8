"""Measured transfers and the buffer in, the next rung out.

Pure: no clock, no network, no mpv, so that the simulator runs the same code.
"""
