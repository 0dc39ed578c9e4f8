"""Folders that are watched for films: what is listed goes in, files to upload come out, each once.

Any folder may hang, vanish and come back; it knows the upload queue by three of its methods only.
"""
