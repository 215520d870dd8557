"""Entry of the driver: `python -B -X utf8 <this folder>`. Commands on fd 3, answers on fd 4."""

import os
import sys

if sys.version_info < (3, 9):  # noqa: UP036 - an older one may be what the config names
    sys.stderr.write(
        "Trespass needs CPython 3.9 or newer to drive a target, this is %s\n" % sys.version.split()[0]
    )
    os._exit(9)

from trespass_driver.session import serve

# The target must not be able to import the driver's modules, so its folder leaves the path.
sys.path[:] = [
    entry for entry in sys.path if os.path.abspath(entry or ".") != os.path.dirname(os.path.abspath(__file__))
]
serve(3, 4)
