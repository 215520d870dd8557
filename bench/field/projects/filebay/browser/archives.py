import io
import os
import tarfile
import zipfile

from django.conf import settings
from django.http import HttpResponse, JsonResponse

from .paths import inside, shown
from .views import api


@api("GET")
def download(request):
    """A zip of everything at ?path=, links left out."""
    top = inside(request.user, request.GET["path"])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for parent, folders, names in os.walk(top):
            for name in names:
                full = os.path.join(parent, name)
                if not os.path.islink(full):
                    archive.write(full, os.path.relpath(full, top))
    return HttpResponse(out.getvalue(), content_type="application/zip")


@api("POST")
def unzip(request):
    """Unpacks an uploaded zip in the folder `path`. Folders within are made; what is too large is refused."""
    folder = inside(request.user, request.POST.get("path", "/"))
    made = []
    try:
        archive = zipfile.ZipFile(request.FILES["archive"])
    except zipfile.BadZipFile:
        return JsonResponse({"error": "no zip"}, status=400)
    if sum(info.file_size for info in archive.infolist()) > settings.FILEBAY_MAX_ZIP:
        return JsonResponse({"error": "too large"}, status=413)
    for info in archive.infolist():
        target = os.path.join(folder, info.filename)
        if info.is_dir():
            os.makedirs(target, exist_ok=True)
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(info) as source, open(target, "wb") as out:
            out.write(source.read())
        made.append(shown(request.user, target))
    return JsonResponse({"made": made}, status=201)


@api("POST")
def untar(request):
    folder = inside(request.user, request.POST.get("path", "/"))
    os.makedirs(folder, exist_ok=True)
    try:
        with tarfile.open(fileobj=request.FILES["archive"]) as archive:
            archive.extractall(folder, filter="data")
    except tarfile.TarError:
        return JsonResponse({"error": "refused"}, status=400)
    return JsonResponse({"path": shown(request.user, folder)}, status=201)
