"""What can be opened without an account."""
from __future__ import annotations

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.signing import BadSignature, SignatureExpired
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from .models import Share
from .storage import links


@require_GET
def raw(request: HttpRequest) -> HttpResponse:
    try:
        name = links.unsign(request.GET.get("link", ""), max_age=settings.LINK_MAX_AGE)
    except SignatureExpired:
        return JsonResponse({"error": "the link is too old"}, status=410)
    except BadSignature:
        return JsonResponse({"error": "no such link"}, status=404)
    return FileResponse(default_storage.open(name), as_attachment="download" in request.GET)


@require_GET
def shared(request: HttpRequest, token: str) -> FileResponse:
    share = get_object_or_404(Share, token=token)
    return FileResponse(share.entry.content.open("rb"))
