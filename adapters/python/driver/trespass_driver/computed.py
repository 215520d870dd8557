"""
Computes arguments by functions of the user: `md5_of(arguments)` gets the other arguments of the step by name, as a call
would; `sign(arguments, request)` also gets the request: method, target, headers, body and the actor's name.
"""

import base64
import inspect
import json
from typing import Any, Optional

from . import calls


def value_of(message: dict[str, Any], functions: calls.Functions) -> dict[str, Any]:
    """Returns the function's result as text, bytes or JSON. Exceptions of the function are not caught."""
    function = functions.find(message["function"])
    arguments = {name: calls.value_of(argument) for name, argument in message["arguments"].items()}
    given = [arguments, _request(message)]
    return encoded(calls.run(function, {}, *given[: _taken(function)]))


def encoded(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": base64.b64encode(value).decode("ascii")}
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError("%s is no text, bytes or JSON" % type(value).__name__) from error
    return {"json": value}


def _taken(function: Any) -> int:
    """Number of positional arguments that a function accepts, two at most."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = inspect.signature(function).parameters.values()
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return 2
    return min(2, sum(parameter.kind in kinds for parameter in parameters))


def _request(message: dict[str, Any]) -> dict[str, Any]:
    request: Optional[dict[str, Any]] = message["request"]
    if request is None:
        return {"actor": message["actor"]}
    return {
        "actor": message["actor"],
        "method": request["method"],
        "target": request["target"],
        "headers": [tuple(header) for header in request["headers"]],
        "body": base64.b64decode(request["body"]),
    }
