"""What a session knows of a target that it explores, from before its project is loaded."""

from collections.abc import Iterable
from typing import Any, Callable, Optional

from ..frames import Frames
from .failures import missing_variable, refused_write, watch_environment
from .notes import Notes
from .parsers import watch_parsers
from .settings import Setting
from .tolerance import Replacement


class Exploration:
    """Begins to watch the standard library."""

    def __init__(self, frames: Frames, folder: str) -> None:
        self.frames = frames
        self.notes = Notes(frames)
        #: The project's folder.
        self.folder = folder
        #: Classes that requests are made from too.
        self.watched: tuple[type, ...] = ()
        #: The settings that were replaced.
        self.replaced: list[Replacement] = []
        self._missing = watch_environment(frames)
        watch_parsers(self.notes)

    def lacked(
        self, errors: Iterable[BaseException], refusals: list[str], settings: Callable[[], list[Setting]]
    ) -> dict[str, Any]:
        """What a start that failed with these errors lacked; nothing if that is not known."""
        chain = list(errors)
        write = refused_write(chain, refusals, settings)
        variable: Optional[str] = None
        if write is None:
            variable = missing_variable(chain, self._missing, self.frames)
        if write is None and variable is None:
            return {}
        return {"lacked": {"missingEnvironment": variable, "refusedWrite": write}}
