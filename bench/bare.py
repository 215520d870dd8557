"""The bare loop to compare with: the same interpreter, application and requests, and nothing of Trespass around them.

Usage: bare.py FOLDER SETTINGS MEDIA_ROOT. Each line on standard input is a JSON list of requests; the answer is a
line with the seconds that they took. Requests become WSGI environments by the driver's own code, before the clock runs.
"""

import base64
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "adapters", "python", "driver"))

from trespass_driver import wsgi  # noqa: E402

BODY_BYTES_MAX = 2097152


def application(folder, settings_module, media_root):
    sys.path.insert(0, folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    import django
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler

    settings.MEDIA_ROOT = media_root
    django.setup()
    return WSGIHandler()


def main(folder, settings_module, media_root):
    bare = application(folder, settings_module, media_root)
    for line in sys.stdin:
        environs = [
            wsgi.environ_of(request, base64.b64decode(request["body"]), request["actorHeaders"], "")
            for request in json.loads(line)
        ]
        started = time.perf_counter()
        for environ in environs:
            wsgi.call(bare, environ, BODY_BYTES_MAX)
        sys.stdout.write("%.9f\n" % (time.perf_counter() - started))
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:4])
