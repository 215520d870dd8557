"""
Describes the view of a route by its attributes: where it lies, the fields that its form or serializer declares, whether
it asks for a login. Knows classes of Django and of Django REST framework by their names alone and imports neither.
"""

import inspect
from collections.abc import Iterable, Iterator
from typing import Any, Callable, Optional

from ..frames import TARGET, Frames
from .fields import Field, field_facts

FIELDS_MAX = 200
_WRAPS_MAX = 20

_LOGIN_MIXINS = ("LoginRequiredMixin", "PermissionRequiredMixin", "UserPassesTestMixin")
_LOGIN_DECORATORS = ("login_required", "permission_required", "user_passes_test", "staff_member_required")
#: Where the wrappers of these decorators are made.
_LOGIN_WRAPPERS = "/django/contrib/auth/decorators.py"
_LOGIN_PERMISSIONS = ("IsAuthenticated", "IsAdminUser", "DjangoModelPermissions", "DjangoObjectPermissions")


def view_facts(
    view: Any, frames: Frames, form_of: Callable[[Any, dict[str, Any]], Any], logins_for_all: bool
) -> dict[str, Any]:
    """`form_of` makes the form class of an editing view; `logins_for_all`: whether a middleware asks for logins."""
    kind = getattr(view, "view_class", None) or getattr(view, "cls", None)
    given = getattr(view, "view_initkwargs", None) or getattr(view, "initkwargs", None) or {}
    place = inspect.unwrap(view) if kind is None else kind
    needs = needs_login(view, kind)
    if needs is None and logins_for_all:
        needs = getattr(view, "login_required", True) is not False
    return {
        "module": str(getattr(place, "__module__", "")),
        "isProjects": any(is_projects(one, frames) for one in (place, *_given(given))),
        "kind": "function" if kind is None else "class",
        "fields": [] if kind is None else fields_of(kind, given, form_of),
        "needsLogin": needs,
    }


def _given(given: dict[str, Any]) -> Iterator[Any]:
    """The classes with which a generic view was made."""
    for value in given.values():
        for one in (value, getattr(value, "model", None)):
            if inspect.isclass(one):
                yield one


def is_projects(place: Any, frames: Frames) -> bool:
    try:
        file = inspect.getsourcefile(place)
    except TypeError:
        # An instance that is called.
        file = _file_of(type(place))
    return file is not None and frames.kind(file) == TARGET


def _file_of(kind: type) -> Optional[str]:
    try:
        return inspect.getsourcefile(kind)
    except TypeError:
        return None


def needs_login(view: Any, kind: Any) -> Optional[bool]:
    if kind is not None:
        names = {base.__name__ for base in inspect.getmro(kind)}
        permissions = [
            getattr(one, "__name__", "") for one in getattr(kind, "permission_classes", None) or ()
        ]
        if names.intersection(_LOGIN_MIXINS) or set(permissions).intersection(_LOGIN_PERMISSIONS):
            return True
        if "AllowAny" in permissions:
            return False
    dispatch = getattr(kind, "dispatch", None)
    return True if any(_asks_for_login(one) for one in (view, dispatch)) else None


def _asks_for_login(function: Any) -> bool:
    for _ in range(_WRAPS_MAX):
        if function is None:
            return False
        code, cells = getattr(function, "__code__", None), getattr(function, "__closure__", None) or ()
        if code is not None and code.co_filename.endswith(_LOGIN_WRAPPERS):
            return True
        for name, cell in zip(code.co_freevars if code else (), cells):
            if name in ("decorators", "decorator") and _is_login(_content(cell)):
                return True
        function = getattr(function, "__wrapped__", None)
    return False


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _is_login(decorators: Any) -> bool:
    given = decorators if isinstance(decorators, (list, tuple)) else [decorators]
    names = [getattr(one, "__qualname__", "").partition(".")[0] for one in given]
    return any(name in _LOGIN_DECORATORS for name in names)


def fields_of(kind: Any, given: dict[str, Any], form_of: Callable[[Any, dict[str, Any]], Any]) -> list[Field]:
    """The fields of the form or serializer; none where they cannot be had without a request."""
    try:
        if hasattr(kind, "get_form_class"):
            form = form_of(kind, given)
            return _described(getattr(form, "base_fields", {}).items())
        serializer = given.get("serializer_class") or getattr(kind, "serializer_class", None)
        if serializer is not None and hasattr(serializer, "get_fields"):
            return _described(serializer().fields.items())
    except Exception:  # noqa: BLE001 - the project's own class may want anything
        return []
    return []


def _described(fields: Iterable[tuple[Any, Any]]) -> list[Field]:
    found = [
        field_facts(str(name), field) for name, field in fields if not getattr(field, "read_only", False)
    ]
    return found[:FIELDS_MAX]
