"""What a source really is: bytes in, streams, extent and a verdict out."""
