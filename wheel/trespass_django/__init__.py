"""Trespass for projects that have Python and no Node: the built tool, its command and a pytest plugin."""
