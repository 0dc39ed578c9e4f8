"""The account's own videos: a visit and what is sent from here in, wishes to play, change or delete
out."""
