"""
Tells installed code, which imports open and list all the time, from files that are installed with it: templates, data,
certificates. Only the latter are reported where they are read.
"""

from .file_events import Touch
from .frames import DRIVER_FOLDER, library_folders

#: Endings of what Python imports, and of what tells it where.
_CODE = (".py", ".pyc", ".pyd", ".so", ".pth", ".egg-link")


class Installed:
    """The folders of the standard library, of installed packages and of the driver."""

    def __init__(self) -> None:
        self._driver = DRIVER_FOLDER.rstrip("/") + "/"
        self._folders = tuple(folder.rstrip("/") + "/" for folder in [*library_folders(), DRIVER_FOLDER])

    def is_code(self, path: str) -> bool:
        """Whether a path is that of installed code, or of the driver's own."""
        return path.startswith(self._folders) and (path.endswith(_CODE) or path.startswith(self._driver))

    def is_told(self, touch: Touch) -> bool:
        """Of what is only looked at: all but installed code and its folders, which imports list."""
        if not touch.path.startswith(self._folders):
            return True
        return touch.action == "read" and not self.is_code(touch.path)
