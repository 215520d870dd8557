"""
Notes the fields of the forms and serializers that a view gives what it got in the request: names, whether they are
required, and what each takes. A serializer is one of Django REST framework, which is not imported here but found if the
project has loaded it.
"""

import functools
import sys
from typing import Any, Callable, Optional

from django.forms.forms import BaseForm
from django.utils.datastructures import MultiValueDict

from ..mining import Notes
from ..mining.containers import WatchedDict, joined
from ..mining.fields import field_facts, uses_of
from .marked import mark, place_of


def watch_forms(notes: Notes) -> None:
    real = BaseForm.full_clean

    @functools.wraps(real)
    def full_clean(self: Any) -> Any:
        place, files = place_of(self.data), place_of(self.files)
        if self.is_bound and notes.active:
            for name, field in self.fields.items():
                where = files if hasattr(field, "allow_empty_file") else place
                given = self.files if hasattr(field, "allow_empty_file") else self.data
                _note(notes, where, self.add_prefix(name), field, given, sys._getframe(1))
        return real(self)

    BaseForm.full_clean = full_clean


def watch_framework(notes: Notes) -> None:
    """Called when the project's views are loaded."""
    serializers, requests = (
        sys.modules.get("rest_framework.serializers"),
        sys.modules.get("rest_framework.request"),
    )
    kind: Any = getattr(serializers, "Serializer", None)
    if hasattr(kind, "to_internal_value"):
        kind.to_internal_value = _validated(notes, kind.to_internal_value)
    kind = getattr(requests, "Request", None)
    if hasattr(kind, "_parse"):
        kind._parse = _parsed(notes, kind._parse)


def _validated(notes: Notes, real: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(real)
    def to_internal_value(self: Any, data: Any) -> Any:
        place = place_of(data)
        if place is not None and notes.active:
            for field in self._writable_fields:
                _note(notes, place, field.field_name, field, data, sys._getframe(1))
        return real(self, data)

    return to_internal_value


def _parsed(notes: Notes, real: Callable[..., Any]) -> Callable[..., Any]:
    """A request without a body is parsed as an empty dictionary, which nobody else would mark."""

    @functools.wraps(real)
    def parse(self: Any) -> Any:
        data, files = real(self)
        if notes.active and type(data) is dict and not data:
            data = WatchedDict(notes, "json", "")
        for part, place in ((data, "form"), (files, "files")):
            if notes.active and isinstance(part, MultiValueDict):
                mark(part, notes, place)
        return data, files

    return parse


def _note(notes: Notes, place: Optional[str], name: str, field: Any, data: Any, frame: Any) -> None:
    if place is None:
        return
    try:
        facts = field_facts(name, field)
    except Exception:  # noqa: BLE001 - a field of the project's own may compute what it says
        return
    whole = joined(data._name, name) if type(data) is WatchedDict else name
    present = dict.__contains__(data, name)
    how = "needed" if facts["required"] else "optional"
    notes.declared((place, whole, None), how, present, frame, uses_of(field, facts, place))
