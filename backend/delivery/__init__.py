"""How a viewer reaches a revision: a revision in, URLs or cookies out, behind `api.Delivery`.

Knows no database and no transcoder.
"""
