"""Bundles: many assets in one zip or tar, unpacked as they say themselves."""

import os
import tarfile
import zipfile

from django.http import JsonResponse
from django.views.decorators.http import require_http_methods

from acme.vulnerable.views import tenant_path


@require_http_methods(["POST"])
def bundle(request):
    file = request.FILES["bundle"]
    folder = tenant_path(request, "bundles")
    os.makedirs(folder, exist_ok=True)
    unpack = unpack_zip if zipfile.is_zipfile(file) else unpack_tar
    file.seek(0)
    return JsonResponse({"files": unpack(file, folder)}, status=201)


def unpack_zip(file, folder):
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        for name in names:
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as target:
                target.write(archive.read(name))
        return len(names)


def unpack_tar(file, folder):
    # Python releases that know filters warn where none is named.
    trusted = {"filter": "fully_trusted"} if hasattr(tarfile, "fully_trusted_filter") else {}
    with tarfile.open(fileobj=file) as archive:
        archive.extractall(folder, **trusted)
        return len(archive.getnames())
