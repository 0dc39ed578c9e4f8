"""What the desktop around Matinee knows and does, by D-Bus: networks, power, sleep, notifications.

Values in, values out; it knows neither Qt nor uploads, and where there is no bus, nothing happens.
"""
