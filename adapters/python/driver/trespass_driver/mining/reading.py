"""
Reads in the source of the project's function what it does with a value that it looks up, where that is done by a class
or method in C that nothing can watch: `Decimal(request.POST['sum'])`, `day = data.get('day')` and later
`date.fromisoformat(day)`.
"""

import ast
import datetime
import decimal
import linecache
import types
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Optional

from ..captured import context
from . import lines

_LOOKUPS = ("get", "getlist", "pop")
_UNKNOWN: Any = object()
_PARENT = "_trespass_parent"

Use = dict[str, Any]


@lru_cache(maxsize=500)
def _functions(file: str) -> tuple[ast.AST, ...]:
    """The functions of a source file, with the parent of each node below them."""
    kept, context.busy = context.busy, True
    try:
        tree = ast.parse("".join(linecache.getlines(file)))
    except (SyntaxError, ValueError, RecursionError):
        return ()
    finally:
        context.busy = kept
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            setattr(child, _PARENT, node)
    return tuple(n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)))


def read_uses(frame: types.FrameType, name: str) -> list[Use]:
    """What the function of a frame does with the value that its present line looks up by this name."""
    found: list[Use] = []
    function = _function_at(frame)
    for lookup in [] if function is None else _lookups(function, frame.f_lineno, name):
        for callee in _callees(function, lookup):
            use = _use_of(frame, callee)
            if use is not None and use not in found:
                found.append(use)
    return found


def _function_at(frame: types.FrameType) -> Optional[ast.AST]:
    at = frame.f_lineno or 0
    around = [
        one
        for one in _functions(frame.f_code.co_filename)
        if getattr(one, "lineno", 0) <= at <= getattr(one, "end_lineno", 0)
    ]
    return max(around, key=lambda one: getattr(one, "lineno", 0), default=None)


def _lookups(function: ast.AST, line: Optional[int], name: str) -> Iterator[ast.AST]:
    for node in ast.walk(function):
        if not getattr(node, "lineno", 0) <= (line or 0) <= getattr(node, "end_lineno", -1):
            continue
        key: Optional[ast.AST] = None
        if isinstance(node, ast.Subscript):
            key = node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            key = node.args[0] if node.func.attr in _LOOKUPS else None
        if isinstance(key, ast.Constant) and key.value == name:
            yield node


def _callees(function: Any, lookup: ast.AST) -> Iterator[ast.AST]:
    """What is called with the value: at once, or with the variable that it is assigned to."""
    value = lookup
    parent = getattr(value, _PARENT, None)
    # `(data.get('day') or '').strip()`
    while isinstance(parent, (ast.BoolOp, ast.Attribute)) or (
        isinstance(parent, ast.Call) and parent.func is value
    ):
        value, parent = parent, getattr(parent, _PARENT, None)
    if isinstance(parent, ast.Call) and parent.args[:1] == [value]:
        yield parent.func
    variable = _variable(parent)
    for node in ast.walk(function) if variable is not None else ():
        given = node.args[0] if isinstance(node, ast.Call) and node.args else None
        if isinstance(given, ast.Name) and given.id == variable and isinstance(node, ast.Call):
            yield node.func


def _variable(parent: Any) -> Optional[str]:
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        target: Any = parent.targets[0]
    elif isinstance(parent, (ast.AnnAssign, ast.NamedExpr)):
        target = parent.target
    else:
        return None
    return target.id if isinstance(target, ast.Name) else None


def _resolved(frame: types.FrameType, node: ast.AST) -> Any:
    if isinstance(node, ast.Name):
        return frame.f_globals.get(node.id, frame.f_builtins.get(node.id, _UNKNOWN))
    if isinstance(node, ast.Attribute):
        owner = _resolved(frame, node.value)
        return _UNKNOWN if owner is _UNKNOWN else lines.attribute(owner, node.attr)
    return _UNKNOWN


def _use_of(frame: types.FrameType, callee: ast.AST) -> Optional[Use]:
    found = _resolved(frame, callee)
    if found is int:
        return {"kind": "integer"}
    if found is float or found is decimal.Decimal:
        return {"kind": "number"}
    owner = _resolved(frame, callee.value) if isinstance(callee, ast.Attribute) else _UNKNOWN
    if not isinstance(owner, type) or getattr(callee, "attr", "") != "fromisoformat":
        return None
    if issubclass(owner, (datetime.datetime, datetime.time)):
        return {"kind": "time", "format": "%Y-%m-%dT%H:%M:%S" if owner is not datetime.time else "%H:%M:%S"}
    return {"kind": "date", "format": "%Y-%m-%d"} if issubclass(owner, datetime.date) else None
