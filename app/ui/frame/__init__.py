"""What stands around the pages: header, sidebar, things said in passing, and the way from place to
place. In come a visit and its pages, out go wishes; knows no page by name."""
