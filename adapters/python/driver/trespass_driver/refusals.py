"""Creates the exceptions of refused actions, and recognises them after they have passed through the target's code."""

import errno
from typing import Optional

_MARK = "_refused_by_trespass"
_CHAIN_MAX = 50


class Refusals:
    """
    The refusals of one step. An exception belongs to them if it, or an exception that it was raised from, is marked.
    """

    def __init__(self) -> None:
        self._said: set[str] = set()

    def start(self) -> None:
        self._said = set()

    def set_aside(self) -> set[str]:
        """What was refused so far of a step that is stopped; `take_up` goes on with it."""
        return self._said

    def take_up(self, said: set[str]) -> None:
        self._said = said

    def new(self, said: str, path: Optional[str] = None) -> PermissionError:
        """The exception that the refused call raises."""
        error = PermissionError(errno.EACCES, said, path)
        setattr(error, _MARK, True)
        self._said.add(said)
        return error

    def made(self, error: Optional[BaseException]) -> bool:
        """
        Whether a step failed because of one of these refusals; `error` is None if it failed without an exception. Code
        that stores only the text of an exception, as asyncio does for a host with several addresses, is recognised by
        that text.
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


def is_refusal(error: BaseException) -> bool:
    """Whether an exception itself is a refusal, of whichever step."""
    return bool(getattr(error, _MARK, False))


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - a target's own __str__ may raise anything
        return ""
