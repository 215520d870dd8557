"""What a session knows of a target that it explores, from before its project is loaded."""

import os
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
        #: `ALLOWED_HOSTS` as the project sets it.
        self.hosts: list[str] = []
        #: The settings that were replaced.
        self.replaced: list[Replacement] = []
        self._missing = watch_environment(frames, self.notes)
        watch_parsers(self.notes)

    def missing_environment(self) -> list[str]:
        """The variables that the project asked for so far, without a default, and that are not set."""
        wanted = {one.name for one in self._missing if one.is_wanted}
        return sorted(wanted - set(os.environ))

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
