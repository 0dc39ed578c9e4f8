"""Everything of an account as a folder on this disk, and such a folder as an account's again: also
the way to another server. Knows no window; what comes in goes the way of uploads and drafts.
"""
