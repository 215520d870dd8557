"""The safe twin: server-made names, keys from the identity, files opened step by step and never by links."""
