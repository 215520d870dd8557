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
#: Text fields to which a relation leads, of each model on the way, and relations to such a field. Most projects lead to
#: the tenant in three.
TEXTS_MAX = 8
_TEXTS_OF_MODEL_MAX = 3
_DEPTH_MAX = 3

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
    texts = [] if related is None else _texts_from(related, field.model)
    named = texts[:TEXTS_MAX]
    facts = {"name": field.name, "column": field.attname, "kind": _kind_of(field), "texts": named}
    return {**facts, "left": len(texts) - len(named)} if len(texts) > len(named) else facts


def _texts_from(first: Any, begin: Any) -> list[str]:
    """
    The text fields of a related model and of those to which its own relations lead, near ones first, as filters name
    them: `login`, `team__house__name`. Unique ones come first: those say which row is meant. No model twice.
    """
    found: list[tuple[bool, str]] = []
    seen = {begin, first}
    level = [("", first)]
    for _ in range(_DEPTH_MAX):
        following = []
        for way, model in level:
            found += [(not one.unique, way + one.name) for one in _texts_of(model)[:_TEXTS_OF_MODEL_MAX]]
            for name, related in _related(model):
                if related not in seen:
                    seen.add(related)
                    following.append((way + name + "__", related))
        level = following
    return [name for _, name in sorted(found, key=lambda one: one[0])]


def _related(model: Any) -> list[tuple[str, Any]]:
    """Models to which one row leads, with the names of the relations: those that point at it from one row as well."""
    ahead = [
        (field.name, field.remote_field.model)
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and isinstance(getattr(field.remote_field, "model", None), type)
    ]
    back = [(one.name, one.related_model) for one in model._meta.related_objects if one.one_to_one]
    return [*back, *ahead]


def _texts_of(model: Any) -> list[Any]:
    """The text fields of a model, unique ones first."""
    texts = [field for field in model._meta.concrete_fields if _kind_of(field) == "text"]
    return sorted(texts, key=lambda one: not one.unique)


def _kind_of(field: Any) -> str:
    if field.is_relation:
        return "relation"
    if isinstance(field, models.BooleanField):
        return "flag"
    if isinstance(field, (models.CharField, models.TextField)):
        return "text"
    return "number" if isinstance(field, models.IntegerField) else "other"
