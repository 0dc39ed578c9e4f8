"""What can be done, as values: found by name, bound to keys, shown on a sheet.

In come commands and whom they are for; out come shortcuts, a palette and a sheet of keys. It knows
neither what the commands do nor the pages that have them.
"""
