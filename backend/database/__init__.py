"""Every query and every table: values in, rows out, each change of several rows in one transaction.

The only room that knows SQLAlchemy.
"""
