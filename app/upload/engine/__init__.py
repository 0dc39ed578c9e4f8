"""What is to be done next for each upload, and by whom: commands in, `Progress` out.

Owns every decision; bytes are sent by `transfer` and read by `source`.
"""
