"""
Collects the findings of one step: lookups by place and name, and the uses of the values. A finding counts by the code
that made it: the project's own, a library's, or the machinery around every request, whose lookups are left out.
"""

import base64
import json
from types import FrameType
from typing import Any, Optional

from ..frames import HIDDEN, LIBRARY, STANDARD, TARGET, Frames
from .reading import read_uses

#: A value by its place and name, and which part of it a text is: the whole (None), its `head`, its `tail`, another
#: `part`, or the content `type` of a file.
Origin = tuple[str, str, Optional[str]]
Use = dict[str, Any]

VALUES_MAX = 400
USES_MAX = 24
WORDS_MAX = 60
WORD_CHARACTERS_MAX = 100
DEFAULT_CHARACTERS_MAX = 1_000

OWN, LIBRARIES, MACHINERY, SKIPPED = "own", "library", "machinery", "skipped"

#: Of Django, what looks up the values of a view; everything else there is machinery.
_DJANGO_FOLDER = "/django/"
_DJANGO_VIEWS = ("forms/", "views/generic/", "contrib/auth/views.py")

_PARSED = ("json", "form", "files")
_STRENGTHS = ("asked", "optional", "needed")
#: What words compared with a part of a value say about the whole.
_WORDS = {None: "words", "head": "begins", "tail": "ends", "type": "types"}


class Notes:
    """What was looked up in the request of the present step."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._sources: dict[str, str] = {}
        self._values: dict[tuple[str, str], dict[str, Any]] = {}
        self._encoded: dict[bytes, Origin] = {}
        self.active = False
        self.cut = False
        #: Body and query of the request as sent, by which their parsed forms are recognised.
        self.body = b""
        self.query = ""

    def begin(self, request: dict[str, Any]) -> None:
        """Begins a step."""
        is_request = request["kind"] == "http"
        self._values = {}
        self._encoded = {}
        self.cut = False
        self.active = is_request
        self.body = base64.b64decode(request["body"]) if is_request else b""
        self.query = request["target"].partition("?")[2] if is_request else ""

    def take(self) -> list[dict[str, Any]]:
        """Ends the step."""
        self.active = False
        if any(place in _PARSED for place, _ in self._values):
            # It was read in order to be parsed.
            self._values.pop(("body", ""), None)
        return list(self._values.values())

    def lookup(
        self,
        origin: Origin,
        how: str,
        present: bool,
        frame: Optional[FrameType],
        default: Any = None,
        repeated: bool = False,
    ) -> bool:
        """Notes a lookup, unless the machinery made it. Returns whether it counts."""
        if not self.active:
            return False
        source, found = self._found(frame)
        if source not in (OWN, LIBRARIES):
            return False
        self._note(origin, how, present, default, repeated, source == OWN)
        if source == OWN and found is not None:
            for use in read_uses(found, origin[1].rpartition(".")[2]):
                self._use(origin, use, True)
        return True

    def declared(
        self, origin: Origin, how: str, present: bool, frame: Optional[FrameType], uses: list[Use]
    ) -> None:
        """Notes a lookup that a form or serializer is about to make, with what its field takes."""
        if self.active and self.source(frame) in (OWN, LIBRARIES):
            self._note(origin, how, present, None, False, False)
            for use in uses:
                self._use(origin, use, False)

    def _note(self, origin: Origin, how: str, present: bool, default: Any, repeated: bool, own: bool) -> None:
        value = self._value(origin, how)
        if value is None:
            return
        value["how"] = max(value["how"], how, key=_STRENGTHS.index)
        value["present"] = value["present"] or present
        value["repeated"] = value["repeated"] or repeated
        value["own"] = value["own"] or own
        if value["default"] is None:
            value["default"] = plain_json(default)

    def converted(self, origin: Origin, frame: Optional[FrameType], **use: Any) -> None:
        """Notes a use by anything but the machinery."""
        if self.active and origin[2] in (None, "part") and self.source(frame) in (OWN, LIBRARIES):
            self._use(origin, use, self.source(frame) == OWN)

    def used(self, origin: Origin, frame: Optional[FrameType], **use: Any) -> None:
        """Notes a use by a line of the project itself; what libraries compare says nothing about a request."""
        if origin[2] is None and self.is_line_of_project(frame):
            self._use(origin, use, True)

    def compared(self, origin: Origin, words: list[str], frame: Optional[FrameType]) -> None:
        """Notes the words that a line of the project compares a value with, or a part of it."""
        kind = _WORDS.get(origin[2])
        plain = [str.__str__(word) for word in words]
        kept = [word for word in plain if 0 < len(word) <= WORD_CHARACTERS_MAX][:WORDS_MAX]
        if kind is not None and kept and self.is_line_of_project(frame):
            self._use(origin, {"kind": kind, "words": kept}, True)

    def is_line_of_project(self, frame: Optional[FrameType]) -> bool:
        """Whether the nearest frame beside the driver's is the project's own."""
        if not self.active:
            return False
        while frame is not None:
            file = frame.f_code.co_filename
            kind = self._frames.kind(file)
            # `<frozen posixpath>` is hidden too, and no part of the driver.
            if kind != HIDDEN or file.startswith("<"):
                return kind == TARGET
            frame = frame.f_back
        return False

    def source(self, frame: Optional[FrameType]) -> str:
        """Whose code is at work: that of the nearest frame beside the driver's and the standard library's."""
        return self._found(frame)[0]

    def _found(self, frame: Optional[FrameType]) -> tuple[str, Optional[FrameType]]:
        while frame is not None:
            file = frame.f_code.co_filename
            source = self._sources.get(file)
            if source is None:
                source = self._sources[file] = self._classify(file)
            if source != SKIPPED:
                return source, frame
            frame = frame.f_back
        return SKIPPED, None

    def _classify(self, file: str) -> str:
        kind = self._frames.kind(file)
        if kind in (HIDDEN, STANDARD):
            return SKIPPED
        if kind == TARGET:
            return OWN
        _, is_django, inner = file.replace("\\", "/").rpartition(_DJANGO_FOLDER)
        packages = file.rpartition("-packages/")[2]
        if kind == LIBRARY and is_django and packages.startswith("django/"):
            inner = packages[len("django/") :]
            return LIBRARIES if inner.startswith(_DJANGO_VIEWS) else MACHINERY
        return LIBRARIES

    def remember(self, encoded: bytes, origin: Origin) -> None:
        """Remembers the bytes of a text that was encoded, by which `origin_of` knows them again."""
        if self.active and encoded and len(self._encoded) < VALUES_MAX:
            self._encoded[encoded] = origin

    def origin_of(self, encoded: bytes) -> Optional[Origin]:
        return self._encoded.get(encoded)

    def _value(self, origin: Origin, how: str, present: bool = False) -> Optional[dict[str, Any]]:
        key = origin[:2]
        value = self._values.get(key)
        if value is None:
            if len(self._values) >= VALUES_MAX:
                self.cut = True
                return None
            value = self._values[key] = {
                "place": origin[0],
                "name": origin[1],
                "how": how,
                "present": present,
                "default": None,
                "repeated": False,
                "own": False,
                "uses": [],
            }
        return value

    def _use(self, origin: Origin, use: Use, own: bool) -> None:
        value = self._value(origin, "needed" if origin[0] == "path" else "optional", True)
        if value is None:
            return
        value["own"] = value["own"] or own
        uses: list[Use] = value["uses"]
        if "words" in use:
            same = next((one for one in uses if one["kind"] == use["kind"]), None)
            if same is not None:
                same["words"] += [word for word in use["words"] if word not in same["words"]]
                del same["words"][WORDS_MAX:]
                return
        if use not in uses and len(uses) < USES_MAX:
            uses.append(use)


def plain_json(value: Any) -> Any:
    """The value if it is plain JSON of moderate length, else None."""
    if value is None:
        return None
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None
    # Parsed again, so that no subclass of the target's or of ours stays in it.
    return _parse(text) if len(text) <= DEFAULT_CHARACTERS_MAX else None


_parse = json.JSONDecoder().decode
