"""What goes with the segments: playlists, pictures, subtitles, exports."""
