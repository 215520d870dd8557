"""
Restores extended attributes of watched files, which a comparison of contents and modes does not show. Linux only;
labels that the kernel sets by itself (`security.selinux`) are left out.
"""

import os
from typing import Optional

_KEPT = ("user.", "trusted.", "system.posix_acl_", "security.capability")

Attributes = dict[str, bytes]


class Extended:
    def __init__(self) -> None:
        self._known: dict[str, Attributes] = {}
        self._changed: set[str] = set()

    def watch(self, path: str) -> None:
        found = _attributes(path)
        if found:
            self._known[path] = found
        else:
            self._known.pop(path, None)

    def has_changed(self, path: str) -> bool:
        """Whether the attributes differ from those at the start of the watch."""
        found = _attributes(path)
        if found is None or found == self._known.get(path, {}):
            return False
        self._changed.add(path)
        return True

    def restore(self) -> None:
        """Restores the attributes at the start of the watch. Files that were removed are restored elsewhere."""
        for path in self._changed:
            before, now = self._known.get(path, {}), _attributes(path) or {}
            for name in now.keys() - before.keys():
                _try_remove(path, name)
            for name, value in before.items():
                if now.get(name) != value:
                    _try_set(path, name, value)
        self._changed.clear()


def _attributes(path: str) -> Optional[Attributes]:
    """None if the file does not exist or its file system has no extended attributes."""
    if not hasattr(os, "listxattr"):
        return None
    try:
        names = os.listxattr(path, follow_symlinks=False)
        return {
            name: os.getxattr(path, name, follow_symlinks=False) for name in names if name.startswith(_KEPT)
        }
    except OSError:
        return None


def _try_remove(path: str, name: str) -> None:
    try:
        os.removexattr(path, name, follow_symlinks=False)
    except OSError:
        return


def _try_set(path: str, name: str, value: bytes) -> None:
    try:
        os.setxattr(path, name, value, follow_symlinks=False)
    except OSError:
        return
