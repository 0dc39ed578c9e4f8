"""HLS playlists and DASH manifests in, one timeline of segments out.

Reads text; what is fetched when is not its matter.
"""
