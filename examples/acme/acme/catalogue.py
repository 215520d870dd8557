"""The catalogue: files and descriptions that every tenant may read. The same in all twins."""

import posixpath

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from acme import tables
from acme.hardened.files import Missing, read_file


@require_GET
def show(request, path):
    # `guides/../welcome.txt` is as good a name as `welcome.txt`: what matters is where it ends.
    clean = posixpath.normpath(path)
    components = clean.split("/")
    if clean.startswith("/") or ".." in components or not is_name(clean):
        return JsonResponse({"error": "no such entry"}, status=404)
    item = tables.assets().get_item(Key={"pk": "CATALOGUE", "sk": clean}).get("Item")
    if item is None:
        return JsonResponse({"error": "no such entry"}, status=404)
    try:
        content = read_file(["catalogue", *components])
    except Missing:
        return JsonResponse({"error": "no such entry"}, status=404)
    return HttpResponse(content, content_type="text/plain; charset=utf-8")


def is_name(text):
    return len(text) <= 200 and text.isascii() and text.isprintable()
