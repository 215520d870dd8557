"""
Reads the line of the project that is being executed, where a value alone does not show what happens to it: the set in
which it is searched, the number with which its length is compared, the types it is asked for. Nothing is called.
"""

import dis
import types
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Optional

WORDS_MAX = 60
_PASSED = ("CACHE", "NOP", "EXTENDED_ARG", "RESUME", "NOT_TAKEN")
_UNKNOWN: Any = object()

_KINDS = {
    bool: "boolean",
    int: "integer",
    float: "number",
    dict: "object",
    list: "list",
    tuple: "list",
    str: "text",
}


@lru_cache(maxsize=2_000)
def _instructions(code: types.CodeType) -> tuple[Any, ...]:
    found = []
    line = code.co_firstlineno
    for one in dis.get_instructions(code):
        starts = getattr(one, "line_number", None) if hasattr(one, "line_number") else one.starts_line
        line = starts if starts is not None and not isinstance(starts, bool) else line
        if one.opname not in _PASSED:
            found.append((line, one))
    return tuple(found)


def values_on_line(frame: types.FrameType) -> Iterator[Any]:
    """What the names, constants and attributes on the line stand for, as far as that shows without a call."""
    at = frame.f_lineno
    present: Any = _UNKNOWN
    for line, one in _instructions(frame.f_code):
        if line != at:
            continue
        present = _loaded(frame, one, present)
        if present is not _UNKNOWN:
            yield present


def _loaded(frame: types.FrameType, one: Any, present: Any) -> Any:
    name = one.opname
    if name in ("LOAD_CONST", "LOAD_SMALL_INT"):
        return one.argval
    if name in ("LOAD_GLOBAL", "LOAD_NAME"):
        return _global(frame, one.argval)
    if name in ("LOAD_DEREF", "LOAD_CLASSDEREF") or name.startswith("LOAD_FAST"):
        # One instruction of later versions loads two variables.
        last = one.argval[-1] if type(one.argval) is tuple else one.argval
        return frame.f_locals.get(last, _UNKNOWN)
    if name in ("LOAD_ATTR", "LOAD_METHOD"):
        return attribute(present, one.argval)
    return _UNKNOWN


def _global(frame: types.FrameType, name: str) -> Any:
    if name in frame.f_locals and frame.f_code.co_name == "<module>":
        return frame.f_locals[name]
    return frame.f_globals.get(name, frame.f_builtins.get(name, _UNKNOWN))


def attribute(value: Any, name: str) -> Any:
    """An attribute that can be had without running code: of a module, a class, or an object's own."""
    if value is _UNKNOWN:
        return _UNKNOWN
    try:
        own = object.__getattribute__(value, "__dict__")
    except (AttributeError, TypeError):
        own = {}
    if name in own:
        return own[name]
    kind = value if is_type(value) else type(value)
    for base in type.__getattribute__(kind, "__mro__"):
        names = type.__getattribute__(base, "__dict__")
        if name in names:
            found = names[name]
            return found.__func__ if type(found) in (staticmethod, classmethod) else found
    return _UNKNOWN


def is_type(value: Any) -> bool:
    """Whether a value is a class. `isinstance` would ask the value, and thereby note something."""
    return issubclass(type(value), type)


def searched_words(frame: types.FrameType) -> list[str]:
    """
    The few texts, sorted, of the set or dictionary in which the present instruction searches: `kind in KINDS`,
    `HANDLERS[kind]`; for a call, of the only one on the line: `HANDLERS.get(kind)`.
    """
    instructions = _instructions(frame.f_code)
    at = next((n for n, (_, one) in enumerate(instructions) if one.offset == frame.f_lasti), None)
    if at is None:
        return []
    name = instructions[at][1].opname
    if name == "CONTAINS_OP":
        return _words_of(_value_before(frame, instructions, at))
    if name == "BINARY_SUBSCR" or (name == "BINARY_OP" and instructions[at][1].argrepr == "[]"):
        return _words_of(_value_before(frame, instructions, _start_of_value(instructions, at)))
    found = [words for words in map(_words_of, values_on_line(frame)) if words]
    return found[0] if len(found) == 1 else []


def _start_of_value(instructions: tuple[Any, ...], end: int) -> int:
    """The index of the first instruction of those before `end` that push one value."""
    pushed = 0
    for at in range(end - 1, -1, -1):
        one = instructions[at][1]
        try:
            pushed += dis.stack_effect(one.opcode, one.arg, jump=False)
        except ValueError:
            return 0
        if pushed == 1:
            return at
    return 0


def _value_before(frame: types.FrameType, instructions: tuple[Any, ...], end: int) -> Any:
    """What the name, constant or attribute that is loaded just before stands for."""
    start = end - 1
    while start > 0 and instructions[start][1].opname in ("LOAD_ATTR", "LOAD_METHOD"):
        start -= 1
    value: Any = _UNKNOWN
    for _, one in instructions[max(start, 0) : end]:
        value = _loaded(frame, one, value)
    return value


def _words_of(value: Any) -> list[str]:
    if type(value) not in (set, frozenset, dict) or len(value) > WORDS_MAX:
        return []
    words = list(value)
    return sorted(words) if all(type(word) is str for word in words) else []


def compared_length(frame: types.FrameType) -> Optional[int]:
    """The number with which the result of the call that is being made is compared: `len(name) > 100`."""
    following = [one for _, one in _instructions(frame.f_code) if one.offset > frame.f_lasti]
    value: Any = _UNKNOWN
    for one in following:
        if one.opname == "PRECALL":
            continue
        if one.opname == "COMPARE_OP":
            return value if type(value) is int else None
        value = _loaded(frame, one, value)
        if value is _UNKNOWN:
            return None
    return None


def asked_kinds(frame: types.FrameType) -> list[str]:
    """The kinds of JSON that the line asks for by `isinstance`."""
    found = []
    asks = False
    for value in values_on_line(frame):
        asks = asks or value is isinstance
        for one in value if type(value) is tuple else (value,):
            kind = _KINDS.get(one) if is_type(one) else None
            if asks and kind is not None and kind not in found:
                found.append(kind)
    return found
