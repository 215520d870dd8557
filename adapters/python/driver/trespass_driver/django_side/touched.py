"""
Which models of a project a step reads or changes, told by the tables that its SQL names. Only while a project is
rehearsed: it aims attacks at fields that exist, and judges nothing.
"""

import re
from typing import Any, Callable

from django.apps import apps
from django.conf import settings
from django.db import connections, models

FIELDS_MAX = 60
MODELS_MAX = 12
_TEXTS_MAX = 3

_NAME = re.compile(r'["`]([^"`]+)["`]')

Facts = dict[str, Any]


class TouchedModels:
    """Notes the tables in statements of this process, until `end`."""

    def __init__(self, databases: list[str]) -> None:
        self._models = {model._meta.db_table: model for model in apps.get_models() if _is_own(model)}
        self._touched: dict[str, Any] = {}
        self._databases = databases if self._models else []
        for alias in self._databases:
            connections[alias].execute_wrappers.append(self._note)

    def _note(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        for table in _NAME.findall(str(sql)):
            model = self._models.get(table)
            if model is not None:
                self._touched[table] = model
        return execute(sql, params, many, context)

    def take(self) -> list[Facts]:
        """The models of the statements since the last time, the first ones of many."""
        touched, self._touched = self._touched, {}
        return [facts_of(model) for model in list(touched.values())[:MODELS_MAX]]

    def end(self) -> None:
        for alias in self._databases:
            wrappers = connections[alias].execute_wrappers
            if self._note in wrappers:
                wrappers.remove(self._note)
        self._databases = []


def _is_own(model: Any) -> bool:
    """Whether a model belongs to the project, as its user model does although Django may bring it."""
    return model._meta.label == settings.AUTH_USER_MODEL or not model.__module__.startswith("django.")


def facts_of(model: Any) -> Facts:
    """Its name and those of its fields, other than its primary key, as filters and constructors take them."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key][:FIELDS_MAX]
    return {"label": model._meta.label, "fields": [_field_facts(field) for field in fields]}


def _field_facts(field: Any) -> Facts:
    related = field.remote_field.model if field.is_relation else None
    texts = [] if related is None else _texts_of(related)[:_TEXTS_MAX]
    return {"name": field.name, "column": field.attname, "kind": _kind_of(field), "texts": texts}


def _texts_of(model: Any) -> list[str]:
    """The text fields of a related model, unique ones first: those say which row is meant."""
    texts = [field for field in model._meta.concrete_fields if _kind_of(field) == "text"]
    return [field.name for field in sorted(texts, key=lambda one: not one.unique)]


def _kind_of(field: Any) -> str:
    if field.is_relation:
        return "relation"
    if isinstance(field, models.BooleanField):
        return "flag"
    if isinstance(field, (models.CharField, models.TextField)):
        return "text"
    return "number" if isinstance(field, models.IntegerField) else "other"
