"""
Maps paths in the jail to the arena's own. There `/tmp/x`, `/var/tmp/x` and `x` in the arena's temporary folder are one
file, and everything outside the jail knows it by the last name.
"""

from typing import Any, Optional

from .file_events import Touch


class Names:
    """Translates paths that the kernel reports. Without a jail they stay as they are."""

    def __init__(self, jail: Optional[dict[str, Any]], options: dict[str, Any]) -> None:
        self._temp: str = options["temp"]
        shared: list[str] = [] if jail is None else jail["shared"]
        self._shared = tuple(folder + "/" for folder in shared)
        self._tops = frozenset(shared)
        kept = [] if jail is None else [*jail["kept"], options["arena"]]
        self._kept = frozenset(kept)
        self._below_kept = tuple(path + "/" for path in kept)

    def of(self, touches: list[Touch]) -> list[Touch]:
        if not self._shared:
            return touches
        return [touch._replace(path=self.of_path(touch.path)) for touch in touches]

    def of_path(self, path: str) -> str:
        if path in self._tops:
            return self._temp
        if not path.startswith(self._shared) or path in self._kept or path.startswith(self._below_kept):
            return path
        folder = next(folder for folder in self._shared if path.startswith(folder))
        return self._temp + "/" + path[len(folder) :]
