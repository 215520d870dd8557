"""
What a field of a form or serializer says about a value, as the uses that a view of its own would make of it. Knows
fields of Django and of Django REST framework by the names of their classes.
"""

import inspect
from collections.abc import Iterator
from typing import Any

CHOICES_MAX = 100

#: By the name of a field's class, or of one that it inherits from, the first that is known.
_KINDS = {
    "ModelChoiceField": "other",
    "RelatedField": "other",
    "HiddenField": "other",
    "DurationField": "other",
    "GenericIPAddressField": "other",
    "IPAddressField": "other",
    "BaseSerializer": "json",
    "ListField": "json",
    "DictField": "json",
    "JSONField": "json",
    "MultipleChoiceField": "choice",
    "ChoiceField": "choice",
    "FileField": "file",
    "BooleanField": "boolean",
    "FloatField": "number",
    "DecimalField": "number",
    "IntegerField": "integer",
    "DateTimeField": "time",
    "SplitDateTimeField": "time",
    "TimeField": "time",
    "DateField": "date",
    "UUIDField": "uuid",
    "EmailField": "email",
    "URLField": "url",
    "CharField": "text",
}
_PLAIN_USES = ("integer", "number", "boolean", "uuid", "email", "url")

Field = dict[str, Any]


def field_facts(name: str, field: Any) -> Field:
    """`{'name': 'topic', 'kind': 'choice', 'required': True, 'choices': ['a', 'b']}`"""
    names = [base.__name__ for base in inspect.getmro(type(field))]
    kind = next((_KINDS[one] for one in names if one in _KINDS), "other")
    facts: Field = {"name": name, "kind": kind, "required": bool(getattr(field, "required", False))}
    if kind == "choice":
        facts["choices"] = list(_choices(field.choices))[:CHOICES_MAX]
    most = getattr(field, "max_length", None) or getattr(field, "max_value", None)
    if most is not None and not callable(most):
        facts["max"] = float(most) if most != int(most) else int(most)
    return facts


def _choices(choices: Any) -> Iterator[str]:
    pairs = choices.items() if isinstance(choices, dict) else choices
    for value, label in pairs:
        if isinstance(label, (list, tuple, dict)):
            yield from _choices(label)
        elif value not in ("", None):
            yield str(value)


def uses_of(field: Any, facts: Field, place: str) -> list[dict[str, Any]]:
    """`[{'kind': 'words', 'words': ['a', 'b']}]`"""
    kind = facts["kind"]
    if kind in _PLAIN_USES:
        return [{"kind": kind}]
    if kind == "choice":
        return [{"kind": "words", "words": facts["choices"]}] if facts["choices"] else []
    if kind == "date":
        return [{"kind": kind, "format": "%Y-%m-%d"}]
    if kind == "time":
        is_hour = any(base.__name__ == "TimeField" for base in inspect.getmro(type(field)))
        return [{"kind": kind, "format": "%H:%M:%S" if is_hour else "%Y-%m-%d %H:%M:%S"}]
    if kind == "json" and place == "json":
        is_list = hasattr(field, "child") and type(field).__name__ != "DictField"
        return [{"kind": "list" if is_list else "object"}]
    if kind == "json":
        return [{"kind": kind}]
    return [{"kind": "length", "compared": facts["max"]}] if kind == "text" and "max" in facts else []
