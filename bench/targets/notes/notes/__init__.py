"""A small sound service to measure on: one endpoint keeps files, one keeps items."""
