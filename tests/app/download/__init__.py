"""Tests of the downloads of originals."""
