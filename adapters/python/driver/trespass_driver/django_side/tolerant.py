"""Starts a project whose services are missing: replaces settings, makes tables from models where migrations fail."""

import copy
import sys
from typing import Any, Callable

from django.apps import apps
from django.conf import settings
from django.db import connections

from ..mining import Exploration
from ..mining.tolerance import replacement, replacements
from ..settings_path import overridden


def replace_settings(exploration: Exploration, dotted: dict[str, Any]) -> None:
    """Replaces, before Django is set up, what needs a server; what `dotted` sets stays."""
    names = [name for name in dir(settings) if name.isupper()]
    found = replacements(_present, names, lambda module: module in sys.modules, list(dotted))
    exploration.replaced += found
    # Django fills the values in that it gets.
    _override({one["setting"]: copy.deepcopy(one["value"]) for one in found})


def _present(name: str) -> Any:
    # Not through `settings` itself, which refuses to give an empty key.
    return getattr(settings._wrapped, name, None)


def _override(dotted: dict[str, Any]) -> None:
    for name, value in overridden(
        dotted, lambda name, default: getattr(settings._wrapped, name, default)
    ).items():
        setattr(settings, name, value)


def made_databases(make: Callable[[], list[str]], exploration: Exploration) -> list[str]:
    """
    Makes the test databases. Where a database was replaced by SQLite and its migrations do not run there, once more
    without migrations.
    """
    swapped = [
        one["setting"].split(".")[1]
        for one in exploration.replaced
        if one["setting"].startswith("DATABASES.")
    ]
    names = {alias: connections[alias].settings_dict["NAME"] for alias in swapped}
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - a migration may raise anything
        if not swapped:
            raise
        why = "the migrations do not run on SQLite: %s" % (str(error).splitlines() or [""])[0]
        found = [replacement("MIGRATION_MODULES.%s" % one.label, None, why) for one in apps.get_app_configs()]
    for alias, name in names.items():
        connection = connections[alias]
        connection._close()
        connection.connection = None
        connection.settings_dict["NAME"] = name
        connection.in_atomic_block, connection.needs_rollback, connection.savepoint_ids = False, False, []
    _override({one["setting"]: one["value"] for one in found})
    made = make()
    exploration.replaced += found
    return made
