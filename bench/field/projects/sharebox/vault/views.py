from __future__ import annotations

import json
import os
import zipfile
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from .models import Entry, Share


def signed_in(view):
    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs):
        if not request.user.is_authenticated:
            return JsonResponse({"error": "sign in first"}, status=401)
        return view(request, *args, **kwargs)

    return checked


def own_entry(request: HttpRequest, pk: int) -> Entry:
    return get_object_or_404(Entry, pk=pk, owner=request.user)


@method_decorator(signed_in, name="dispatch")
class EntryList(View):
    def get(self, request: HttpRequest) -> JsonResponse:
        entries = Entry.objects.filter(owner=request.user).order_by("pk")
        return JsonResponse({"entries": [entry.as_json() for entry in entries]})

    def post(self, request: HttpRequest) -> JsonResponse:
        upload = request.FILES.get("content")
        if upload is None:
            return JsonResponse({"error": "content is missing"}, status=400)
        entry = Entry(owner=request.user, collection=request.POST.get("collection", "")[:80])
        entry.content.save(upload.name, upload)
        return JsonResponse(entry.as_json(), status=201)


@method_decorator(signed_in, name="dispatch")
class EntryOne(View):
    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        return JsonResponse(own_entry(request, pk).as_json())

    def delete(self, request: HttpRequest, pk: int) -> HttpResponse:
        entry = own_entry(request, pk)
        entry.content.delete(save=False)
        entry.delete()
        return HttpResponse(status=204)


@signed_in
@require_GET
def content(request: HttpRequest, pk: int) -> FileResponse:
    return FileResponse(own_entry(request, pk).content.open("rb"))


@signed_in
@require_GET
def thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """The beginning of a file, made once and kept."""
    entry = own_entry(request, pk)
    settings.THUMBNAIL_CACHE.mkdir(parents=True, exist_ok=True)
    small = settings.THUMBNAIL_CACHE / (Path(entry.content.name).name + ".thumb")
    if not small.exists():
        with entry.content.open("rb") as source:
            small.write_bytes(source.read(512))
    return HttpResponse(small.read_bytes(), content_type="application/octet-stream")


@signed_in
@require_POST
def share(request: HttpRequest, pk: int) -> JsonResponse:
    made = Share.objects.create(entry=own_entry(request, pk), note=request.POST.get("note", ""))
    return JsonResponse({"token": made.token, "url": f"/s/{made.token}/"}, status=201)


@signed_in
@require_POST
def sign_link(request: HttpRequest) -> JsonResponse:
    """A link to a stored file that is good for an hour: {"name": "<name of an entry>"}"""
    try:
        name = str(json.loads(request.body)["name"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": "name is missing"}, status=400)
    if ".." in name or not default_storage.exists(name):
        return JsonResponse({"error": "no such file"}, status=404)
    return JsonResponse({"url": default_storage.url(name)}, status=201)


@signed_in
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Packs a collection into an archive called `label`, keeps it and sends it."""
    label = request.POST.get("label") or "export"
    entries = Entry.objects.filter(owner=request.user, collection=request.POST.get("collection", ""))
    folder = settings.EXPORT_FOLDER / request.user.username
    folder.mkdir(parents=True, exist_ok=True)
    target = os.path.join(folder, label.replace("../", "") + ".zip")
    with zipfile.ZipFile(target, "w") as archive:
        for entry in entries:
            with entry.content.open("rb") as source:
                archive.writestr(Path(entry.content.name).name, source.read())
    return FileResponse(open(target, "rb"), content_type="application/zip")


@signed_in
@require_POST
def import_archive(request: HttpRequest) -> JsonResponse:
    """Makes an entry of every file in a zip; folders in it become collections."""
    try:
        archive = zipfile.ZipFile(request.FILES["archive"])
    except (KeyError, zipfile.BadZipFile):
        return JsonResponse({"error": "a zip archive is expected"}, status=400)
    made = []
    for member in archive.infolist()[:50]:
        folder, _, name = member.filename.rpartition("/")
        if member.is_dir() or name in {"", ".", ".."} or member.file_size > 1_000_000:
            continue
        entry = Entry(owner=request.user, collection=folder[:80])
        entry.content.save(name, ContentFile(archive.read(member)))
        made.append(entry.as_json())
    return JsonResponse({"entries": made}, status=201)
