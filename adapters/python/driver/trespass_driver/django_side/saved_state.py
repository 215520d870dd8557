"""
Saves what the rehearsal of one world left in SQL and caches of a project, and loads it into the process of another
world. Only what lives in the process is saved: SQLite in memory and local-memory caches.
"""

import contextlib
import os
import sqlite3
import tempfile
from typing import Any, Optional

from django.db import connections

from .in_process import forget_content_types, local_caches


def save(databases: list[str], bytes_max: int) -> Optional[dict[str, Any]]:
    """None if a database is not SQLite in memory, or has more bytes than that, or if a cache entry is no bytes."""
    if any(not _is_in_memory(alias) or _size(alias) > bytes_max for alias in databases):
        return None
    caches = [
        [[key, value, cache._expire_info.get(key)] for key, value in cache._cache.items()]
        for cache in local_caches()
    ]
    if any(not isinstance(value, bytes) for entries in caches for _, value, _ in entries):
        return None
    return {
        "databases": {alias: _dump(alias) for alias in databases},
        "caches": caches,
    }


def load(saved: dict[str, Any]) -> None:
    for alias, content in saved["databases"].items():
        _fill(alias, content)
    for cache, entries in zip(local_caches(), saved["caches"]):
        cache._cache.clear()
        cache._expire_info.clear()
        for key, value, expiry in entries:
            cache._cache[key] = value
            cache._expire_info[key] = expiry
    forget_content_types()


def _is_in_memory(alias: str) -> bool:
    connection = connections[alias]
    return connection.vendor == "sqlite" and bool(connection.is_in_memory_db())


def _size(alias: str) -> int:
    with connections[alias].cursor() as cursor:
        sizes = [cursor.execute("PRAGMA %s" % name).fetchone()[0] for name in ("page_count", "page_size")]
    return int(sizes[0] * sizes[1])


def _dump(alias: str) -> bytes:
    connections[alias].ensure_connection()
    with _database_file() as path, contextlib.closing(sqlite3.connect(path)) as copy:
        connections[alias].connection.backup(copy)
        copy.commit()
        with open(path, "rb") as file:
            return file.read()


def _fill(alias: str, content: bytes) -> None:
    connections[alias].ensure_connection()
    with _database_file() as path:
        with open(path, "wb") as file:
            file.write(content)
        with contextlib.closing(sqlite3.connect(path)) as copy:
            copy.backup(connections[alias].connection)


@contextlib.contextmanager
def _database_file() -> Any:
    """A file in the temporary folder: `sqlite3` serializes databases itself only from Python 3.11 on."""
    handle, path = tempfile.mkstemp(suffix=".sqlite3")
    os.close(handle)
    try:
        yield path
    finally:
        os.unlink(path)
