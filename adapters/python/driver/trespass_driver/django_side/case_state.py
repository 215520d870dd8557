"""
Isolates the cases of a run in SQL and caches: test databases in place of the project's own, one transaction a case that
is rolled back when it ends, local-memory caches and the cache of content types restored. If an error outside any
`atomic` block breaks the transaction in the middle of a step, the rest of that step sees it broken; without the case's
transaction, each statement would have had its own.
"""

import contextlib
import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Callable, Optional

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections, transaction

from . import saved_state
from .cached_keys import CachedKeys
from .header_lookups import HeaderLookups
from .in_process import forget_content_types, local_caches
from .touched import TouchedModels

if TYPE_CHECKING:
    from ..mining import Exploration


class CaseState:
    """The databases and caches of a project, and what each case starts from."""

    def __init__(self, exploration: Optional["Exploration"] = None) -> None:
        self._databases = make_databases() if exploration is None else _made_somehow(exploration)
        self._atomics: list[tuple[str, Any]] = []
        self._caches: list[tuple[Any, Any, Any]] = []
        #: Databases in which the present step may hold locks, because it has changed rows or asked for them.
        self._locked: set[str] = set()
        self.touched = TouchedModels(self._databases)
        self.cached = CachedKeys()
        self.headers = HeaderLookups()
        # Django closes old connections around each request; these carry the transaction of the case.
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)

    def seal(self) -> None:
        """Takes the present rows and cache entries as those with which each case starts."""
        self.touched.end()
        self.cached.end()
        self.headers.end()
        self._caches = [(cache, dict(cache._cache), dict(cache._expire_info)) for cache in local_caches()]
        for alias in self._databases:
            connections[alias].execute_wrappers.append(self._noting(alias))
        self._begin()

    def noted(self) -> dict[str, Any]:
        """Models whose tables the last step named, keys of caches, headers looked up; only those there are."""
        noted = {"models": self.touched.take(), "cached": self.cached.take(), "headers": self.headers.take()}
        return {name: found for name, found in noted.items() if found}

    def save(self, bytes_max: int) -> Optional[dict[str, Any]]:
        """What SQL and caches hold now; None if they live outside the process, or hold more bytes than that."""
        return saved_state.save(self._databases, bytes_max)

    def load(self, saved: dict[str, Any]) -> None:
        saved_state.load(saved)

    def _begin(self) -> None:
        # Lets a target use `atomic(durable=True)` inside the case's transaction, as TestCase of Django 3.2 to 4.0 does.
        if hasattr(transaction.Atomic, "_ensure_durability"):
            transaction.Atomic._ensure_durability = False
        for alias in self._databases:
            atomic = transaction.atomic(using=alias)
            # The same for later versions of Django.
            atomic._from_testcase = True
            atomic.__enter__()
            self._atomics.append((alias, atomic))
        self._locked = set()

    def end_step(self) -> Optional[BaseException]:
        """Runs the step's `on_commit` callbacks, as no commit will; returns the first exception that one raised."""
        raised: Optional[BaseException] = None
        self._locked = set()
        for alias, _ in self._atomics:
            connection = connections[alias]
            # SQLite goes on after an error outside `atomic`; other databases refuse all until the rollback.
            if connection.needs_rollback and connection.vendor == "sqlite" and not connection.savepoint_ids:
                connection.needs_rollback = False
            waiting, connection.run_on_commit = connection.run_on_commit, []
            for entry in waiting:
                try:
                    entry[1]()
                except BaseException as error:  # noqa: BLE001 - the target's own callback may raise anything
                    raised = raised or error
        return raised

    def in_transaction(self) -> bool:
        """Whether the present step is in a transaction of its own that may hold locks on rows."""
        return any(connections[alias].savepoint_ids for alias in self._locked)

    def _noting(self, alias: str) -> Callable[..., Any]:
        def note(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
            if takes_locks(str(sql)):
                self._locked.add(alias)
            return execute(sql, params, many, context)

        return note

    @contextlib.contextmanager
    def set_aside(self) -> Iterator[None]:
        """Keeps the `on_commit` callbacks of a stopped step, and what it has locked, while another one is done."""
        locked = self._locked
        waiting = {alias: connections[alias].run_on_commit for alias, _ in self._atomics}
        for alias in waiting:
            connections[alias].run_on_commit = []
        yield
        for alias, entries in waiting.items():
            connections[alias].run_on_commit = entries
        self._locked = locked

    def lend(self) -> Callable[[], Any]:
        """
        Returns a context in which another thread uses the connections of this one, which hold the case's transaction.
        """
        lent = {alias: connections[alias] for alias in self._databases}

        @contextlib.contextmanager
        def borrowed() -> Iterator[None]:
            for alias, connection in lent.items():
                connection.inc_thread_sharing()
                connections[alias] = connection
            yield
            for alias, connection in lent.items():
                connection.dec_thread_sharing()
                del connections[alias]

        return borrowed

    def end_case(self) -> None:
        """Rolls SQL back and restores caches to the state at `seal`; clears the cache of content types."""
        for alias, atomic in reversed(self._atomics):
            connection = connections[alias]
            connection.run_on_commit = []
            transaction.set_rollback(True, using=alias)
            atomic.__exit__(None, None, None)
        if self._atomics:
            self._atomics = []
            self._begin()
        for cache, entries, expiries in self._caches:
            cache._cache.clear()
            cache._cache.update(entries)
            cache._expire_info.clear()
            cache._expire_info.update(expiries)
        forget_content_types()


_FREE = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "SET")


def takes_locks(sql: str) -> bool:
    """Whether a statement may lock rows until its transaction ends."""
    words = sql.upper()
    return not words.lstrip(" (\n").startswith(_FREE) or " FOR " in words


def _made_somehow(exploration: "Exploration") -> list[str]:
    from . import tolerant

    return tolerant.made_databases(make_databases, exploration)


def make_databases() -> list[str]:
    """Creates test databases in place of the project's own; returns the aliases that have one."""
    from django.test.utils import setup_databases

    aliases = [alias for alias in connections if "dummy" not in connections[alias].settings_dict["ENGINE"]]
    if not aliases:
        return []
    known = inspect.signature(setup_databases).parameters
    more: dict[str, Any] = {"serialized_aliases": set()} if "serialized_aliases" in known else {}
    setup_databases(verbosity=0, interactive=False, aliases=aliases, **more)
    return aliases
