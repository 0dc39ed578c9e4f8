"""What is to be done next for each upload, and by whom: commands in, `Progress` out.

`step.py` decides about one upload, purely: events in, a new state and effects out. `scheduler.py`
divides what all share and has effects carried out. Bytes are sent by `transfer` and read by
`source`.
"""
