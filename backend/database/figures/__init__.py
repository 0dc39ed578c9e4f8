"""How often and how films are watched, added up: what a play adds in, sums by day and month out.

Holds no viewer and no play; knows no other table, and no transaction of its own.
"""
