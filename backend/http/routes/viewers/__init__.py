"""What those who watch ask for: the catalogue, playlists, history, links. Requests in, JSON out."""
