"""Serves a generated application over plain HTTP, as it would be deployed, and nothing of Trespass around it.

Usage: serve.py PROJECT SETTINGS. Prints its port, and ends when its standard input does.
"""

import logging
import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log_message(self, format, *args):
        pass


def main(project, settings):
    sys.path.insert(0, project)
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    logging.disable(logging.CRITICAL)
    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
