"""What its user says of films: kept on this disk from the first moment, and at the backend as soon
as that has the film and can be reached. In come drafts, out go calls; knows no window, no uploads.
"""
