"""The naive twin: the code that the advisory warns about."""
