"""
Chooses what a project's settings are replaced by, so that it starts where its services are missing: databases, caches,
task queues. Each replacement is a dotted setting with a value of JSON, as a config can hold it, and says why.
"""

from collections.abc import Iterator
from typing import Any, Callable

Replacement = dict[str, Any]

_LOCAL_CACHE = "django.core.cache.backends.locmem.LocMemCache"
_LOCAL_LAYER = "channels.layers.InMemoryChannelLayer"
_SQLITE = "django.db.backends.sqlite3"
_SERVED_CACHES = ("redis", "valkey", "memcached", "pymemcache", "pylibmc")
_KEPT_OF_CACHES = ("KEY_PREFIX", "VERSION", "TIMEOUT", "KEY_FUNCTION")

#: Task queues: the beginning of the settings that show one is used, and what makes it work at once.
_QUEUES = (
    ("CELERY", "CELERY_TASK_ALWAYS_EAGER", True),
    ("CELERY", "CELERY_ALWAYS_EAGER", True),
    ("Q_CLUSTER", "Q_CLUSTER.sync", True),
    ("HUEY", "HUEY.immediate", True),
)


def replacements(
    setting: Callable[[str], Any], names: list[str], imported: Callable[[str], bool], given: list[str]
) -> list[Replacement]:
    """
    `setting` returns None for what is not set; `imported` says whether a module is loaded. `given` are the dotted names
    that the config sets, which stay.
    """
    found = [
        *_databases(setting("DATABASES")),
        *_caches(setting("CACHES")),
        *_layers(setting("CHANNEL_LAYERS")),
        *_queues([*names, *(["CELERY"] if imported("celery") else [])], setting),
        *_requests(setting),
        *_hashers(setting("INSTALLED_APPS")),
    ]
    return [one for one in found if not any(_overlap(one["setting"], name) for name in given)]


def _hashers(applications: Any) -> Iterator[Replacement]:
    if "django.contrib.auth" in (applications or ()):
        quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        yield replacement("PASSWORD_HASHERS", quick, "tests need no slow hashes of passwords")


def _overlap(one: str, other: str) -> bool:
    return (one + ".").startswith(other + ".") or (other + ".").startswith(one + ".")


def replacement(setting: str, value: Any, why: str) -> Replacement:
    return {"setting": setting, "value": value, "why": why}


def _entries(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for alias, entry in value.items() if isinstance(value, dict) else ():
        if isinstance(entry, dict):
            yield str(alias), entry


def _databases(databases: Any) -> Iterator[Replacement]:
    for alias, entry in _entries(databases):
        engine = str(entry.get("ENGINE") or "")
        if not engine or engine.endswith((".sqlite3", ".spatialite", ".dummy")):
            continue
        kept = {"ATOMIC_REQUESTS": True} if entry.get("ATOMIC_REQUESTS") else {}
        value = {"ENGINE": _SQLITE, "NAME": ":memory:", **kept}
        yield replacement("DATABASES.%s" % alias, value, "%s needs a server" % engine)


def _caches(caches: Any) -> Iterator[Replacement]:
    for alias, entry in _entries(caches):
        backend = str(entry.get("BACKEND") or "")
        if any(served in backend.lower() for served in _SERVED_CACHES):
            kept = {key: entry[key] for key in _KEPT_OF_CACHES if type(entry.get(key)) in (str, int)}
            value = {"BACKEND": _LOCAL_CACHE, "LOCATION": "trespass-%s" % alias, **kept}
            yield replacement("CACHES.%s" % alias, value, "%s needs a server" % backend)


def _layers(layers: Any) -> Iterator[Replacement]:
    for alias, entry in _entries(layers):
        backend = str(entry.get("BACKEND") or "")
        if "redis" in backend.lower():
            why = "%s needs a server" % backend
            yield replacement("CHANNEL_LAYERS.%s" % alias, {"BACKEND": _LOCAL_LAYER}, why)


def _queues(names: list[str], setting: Callable[[str], Any]) -> Iterator[Replacement]:
    for sign, name, value in _QUEUES:
        whole, _, member = name.partition(".")
        if not any(one.startswith(sign) for one in names):
            continue
        present = setting(whole)
        if member and not isinstance(present, dict):
            continue
        if (present.get(member) if member else present) is not value:
            yield replacement(name, value, "tasks are done at once, since no worker runs")


def _requests(setting: Callable[[str], Any]) -> Iterator[Replacement]:
    if not setting("SECRET_KEY"):
        yield replacement("SECRET_KEY", "trespass", "it is empty")
    if setting("SECURE_SSL_REDIRECT"):
        yield replacement("SECURE_SSL_REDIRECT", False, "each request would be redirected to https")
