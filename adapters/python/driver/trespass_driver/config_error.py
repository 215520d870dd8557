"""The error for something that a config names and this target does not have."""


class ConfigError(Exception):
    """Carries one sentence for the user: what was given and what to do. Its trace shows only lines of the target."""
