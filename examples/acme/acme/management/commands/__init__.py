"""One command a file; the twin does the work."""
