"""Uploads that keep their names, as the package's settings offer."""

import os

from python_multipart.multipart import File


def upload(folder, name, content):
    settings = {
        "UPLOAD_DIR": os.fsencode(folder),
        "UPLOAD_KEEP_FILENAME": True,
        "UPLOAD_KEEP_EXTENSIONS": True,
        "UPLOAD_DELETE_TMP": False,
        "MAX_MEMORY_FILE_SIZE": 0,
    }
    file = File(name, b"file", settings)
    file.write(content)
    file.finalize()
    file.close()
