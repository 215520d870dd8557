"""What the driver refuses to let happen, as exceptions that are known again when they have come through the target."""

import errno
from typing import Optional

_MARK = "_refused_by_trespass"
_CHAIN_MAX = 50


class Refusals:
    """The refusals of one step. An exception is one of them where it, or what it was raised from, carries the mark."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def start(self) -> None:
        self._said = set()

    def new(self, said: str, path: Optional[str] = None) -> PermissionError:
        """The error that the refused call raises."""
        error = PermissionError(errno.EACCES, said, path)
        setattr(error, _MARK, True)
        self._said.add(said)
        return error

    def made(self, error: Optional[BaseException]) -> bool:
        """
        Whether a step failed because of a refusal in it; `error` is None where it failed without an exception.
        What keeps nothing but the text of an exception, as asyncio does with those of several addresses, is
        known by that text.
        """
        if not self._said:
            return False
        return error is None or self._comes_from(error)

    def _comes_from(self, error: BaseException) -> bool:
        waiting: list[BaseException] = [error]
        seen: set[int] = set()
        while waiting and len(seen) < _CHAIN_MAX:
            one = waiting.pop()
            if id(one) in seen:
                continue
            seen.add(id(one))
            if getattr(one, _MARK, False) or any(said in _text(one) for said in self._said):
                return True
            parts = [one.__cause__, one.__context__, *one.args, *getattr(one, "exceptions", ())]
            waiting += [part for part in parts if isinstance(part, BaseException)]
        return False


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - a target's own __str__ may raise anything
        return ""
