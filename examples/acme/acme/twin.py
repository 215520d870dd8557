"""Which twin answers. Its package is named by the settings."""

from importlib import import_module

from django.conf import settings


def part(name):
    """One module of the twin's package."""
    return import_module(f"{settings.ACME_TWIN}.{name}")
