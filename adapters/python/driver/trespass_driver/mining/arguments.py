"""Describes the arguments of a management command from its argparse parser, without those of every command."""

import argparse
from collections.abc import Iterable
from typing import Any

from .notes import plain_json

CHOICES_MAX = 100


def argument_facts(parser: argparse.ArgumentParser, common: Iterable[str]) -> list[dict[str, Any]]:
    """`common`: names of the arguments to leave out."""
    left_out = {*common, "help"}
    return [_described(action) for action in parser._actions if action.dest not in left_out]


def _described(action: argparse.Action) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "flags": list(action.option_strings),
        "name": str(action.dest),
        "required": bool(action.required) and action.nargs not in ("?", "*"),
        "takes": _takes(action),
        "several": action.nargs in ("*", "+", argparse.REMAINDER)
        or (isinstance(action.nargs, int) and action.nargs > 1)
        or isinstance(action, argparse._AppendAction),
    }
    if action.choices is not None:
        facts["choices"] = [str(one) for one in action.choices][:CHOICES_MAX]
    default = None if action.default is argparse.SUPPRESS else plain_json(action.default)
    if default is not None:
        facts["default"] = default
    return facts


def _takes(action: argparse.Action) -> str:
    if action.nargs == 0:
        return "flag"
    name = getattr(action.type, "__name__", "")
    return {"int": "integer", "float": "number", "Decimal": "number"}.get(name, "text")
