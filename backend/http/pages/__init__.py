"""Pages for browsers: a film and the leave to watch it in, HTML out, which strangers' words can't
break out of.

Decides nothing about who may watch, and knows no route.
"""
