"""The error for what a config asks and this target does not have."""


class ConfigError(Exception):
    """Carries one sentence for the user: what was given and what to do. Only the target's own lines are shown too."""
