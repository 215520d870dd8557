"""Unpacks what it is given as a wheel: the members as they are, with the RECORD that a wheel must have."""

import os
import zipfile

from wheel._commands.unpack import unpack as unpack_wheel
from wheel.wheelfile import WheelFile

NAME = "sent-1.0"


def unpack(path, dest):
    os.makedirs(dest, exist_ok=True)
    wheel = os.path.join(dest, NAME + "-py3-none-any.whl")
    with zipfile.ZipFile(path) as sent, WheelFile(wheel, "w") as made:
        made.writestr(NAME + ".dist-info/WHEEL", "Wheel-Version: 1.0\n")
        for member in sent.infolist():
            made.writestr(member, sent.read(member))
    unpack_wheel(wheel, dest)
