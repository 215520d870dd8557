"""What Django keeps in the memory of this process between requests."""

from typing import Any

from django.apps import apps
from django.conf import settings


def local_caches() -> list[Any]:
    """The caches in this process's memory (LocMemCache), by its private attributes."""
    from django.core.cache import caches

    found = [caches[alias] for alias in settings.CACHES]
    return [cache for cache in found if hasattr(cache, "_cache") and hasattr(cache, "_expire_info")]


def forget_content_types() -> None:
    if apps.is_installed("django.contrib.contenttypes"):
        from django.contrib.contenttypes.models import ContentType

        ContentType.objects.clear_cache()
