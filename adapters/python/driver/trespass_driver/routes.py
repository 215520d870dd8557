"""
Lists the routes of a Django URL resolver as templates with typed parameters: `notes/<int:id>/` becomes `notes/{id}/`.
Reads the resolver's attributes, imports nothing of Django.
"""

import inspect
import re
from collections.abc import Iterator
from typing import Any, Callable, Optional

_CONVERTED = re.compile(r"<(?:(?P<converter>[^>:]+):)?(?P<name>\w+)>")
_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
DEPTH_MAX = 16
ROUTES_MAX = 5_000


def discover(
    resolver: Any, intern: Any, describe: Optional[Callable[[Any], dict[str, Any]]] = None
) -> list[dict[str, Any]]:
    """Every route below a resolver, with nested includes resolved; `describe` says more about a view."""
    routes: list[dict[str, Any]] = []
    for path, parameters, name, view in _walk(resolver, "/", [], "", 0):
        if len(routes) >= ROUTES_MAX:
            break
        routes.append(
            {
                "path": path,
                "name": name,
                "methods": methods_of(view),
                "parameters": parameters,
                "location": _location(view, intern),
                **({} if describe is None else {"view": describe(view)}),
            }
        )
    return routes


def _walk(
    resolver: Any, prefix: str, parameters: list[dict[str, str]], space: str, depth: int
) -> Iterator[tuple[str, list[dict[str, str]], Any, Any]]:
    for pattern in resolver.url_patterns:
        path, more = template_of(pattern.pattern)
        found = parameters + more
        if hasattr(pattern, "url_patterns"):
            if depth < DEPTH_MAX:
                inner = space + pattern.namespace + ":" if pattern.namespace else space
                yield from _walk(pattern, prefix + path, found, inner, depth + 1)
        else:
            yield prefix + path, found, space + pattern.name if pattern.name else None, pattern.callback


def template_of(pattern: Any) -> tuple[str, list[dict[str, str]]]:
    """Template and parameters of a path pattern, a regular expression or a language prefix."""
    if hasattr(pattern, "_route"):
        route = str(pattern._route)
        converters = [(m.group("name"), m.group("converter") or "str") for m in _CONVERTED.finditer(route)]
        return _CONVERTED.sub(lambda m: "{%s}" % m.group("name"), route), _parameters(converters)
    if hasattr(pattern, "_regex"):
        return _regex_template(str(pattern._regex))
    return str(getattr(pattern, "language_prefix", "")), []


def _parameters(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "converter": converter} for name, converter in pairs]


def _regex_template(regex: str) -> tuple[str, list[dict[str, str]]]:
    """
    Converts a regular expression: groups become `{name}` (`{0}`, `{1}` if unnamed), anchors and escapes are removed.
    """
    pairs: list[tuple[str, str]] = []
    template, position = "", 0
    regex = regex.lstrip("^")
    while position < len(regex):
        character = regex[position]
        if character == "(":
            end = _group_end(regex, position)
            name, inner = _group(regex[position + 1 : end - 1], len(pairs))
            if name is not None:
                pairs.append((name, inner))
                template += "{%s}" % name
            position = end
        elif character == "\\" and position + 1 < len(regex):
            template += "" if regex[position + 1] in "AZbB" else regex[position + 1]
            position += 2
        else:
            template += "" if character in "^$?*+" else character
            position += 1
    return template, _parameters(pairs)


def _group(inner: str, count: int) -> tuple[Any, str]:
    named = re.match(r"\?P<(\w+)>", inner)
    if named:
        return named.group(1), inner[named.end() :]
    return (None, inner) if inner.startswith("?") else (str(count), inner)


def _group_end(regex: str, start: int) -> int:
    depth, position, in_set = 0, start, False
    while position < len(regex):
        character = regex[position]
        if character == "\\":
            position += 1
        elif in_set:
            in_set = character != "]"
        elif character == "[":
            in_set = True
        elif character in "()":
            depth += 1 if character == "(" else -1
            if depth == 0:
                return position + 1
        position += 1
    return len(regex)


def methods_of(view: Any) -> list[str]:
    """HTTP methods of a class-based view, a view set, or `require_http_methods`; empty if unknown."""
    actions = getattr(view, "actions", None)
    if isinstance(actions, dict):
        return sorted(method.upper() for method in actions)
    view_class = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if view_class is not None:
        return [method.upper() for method in _METHODS[:5] if hasattr(view_class, method)]
    return _required_methods(view)


def _required_methods(view: Any) -> list[str]:
    while callable(view):
        code, cells = getattr(view, "__code__", None), getattr(view, "__closure__", None) or ()
        for name, cell in zip(code.co_freevars if code else (), cells):
            if name == "request_method_list":
                return [str(method) for method in cell.cell_contents]
        view = getattr(view, "__wrapped__", None)
    return []


def _location(view: Any, intern: Any) -> Any:
    view = getattr(view, "view_class", None) or getattr(view, "cls", None) or inspect.unwrap(view)
    try:
        file, (_, line) = inspect.getsourcefile(view), inspect.getsourcelines(view)
    except (TypeError, OSError):
        return None
    return intern(file, line, getattr(view, "__qualname__", type(view).__name__)) if file else None
