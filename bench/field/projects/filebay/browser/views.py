import functools
import os
import shutil

from django.http import FileResponse, JsonResponse

from .paths import Outside, home, inside, quick_inside, shown


def api(method):
    """Only for users who are logged in; errors of the file system become answers."""
    def decorate(view):
        @functools.wraps(view)
        def wrapped(request):
            if not request.user.is_authenticated:
                return JsonResponse({"error": "log in"}, status=401)
            if request.method != method:
                return JsonResponse({"error": "use " + method}, status=405)
            try:
                return view(request)
            except Outside:
                return JsonResponse({"error": "no such path"}, status=404)
            except KeyError as missing:
                return JsonResponse({"error": "%s is missing" % missing}, status=400)
            except (OSError, ValueError) as error:
                return JsonResponse({"error": type(error).__name__}, status=400)
        return wrapped
    return decorate


@api("GET")
def ls(request):
    folder = inside(request.user, request.GET.get("path", "/"))
    entries = []
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        entries.append({
            "name": entry.name,
            "path": shown(request.user, entry.path),
            "folder": entry.is_dir(follow_symlinks=False),
            "size": entry.stat(follow_symlinks=False).st_size,
        })
    return JsonResponse({"entries": entries})


@api("GET")
def get(request):
    full = inside(request.user, request.GET["path"])
    return FileResponse(open(full, "rb"), as_attachment="download" in request.GET)


@api("GET")
def stat(request):
    full = inside(request.user, request.GET["path"])
    found = os.stat(full)
    return JsonResponse({"size": found.st_size, "modified": int(found.st_mtime), "folder": os.path.isdir(full)})


@api("POST")
def put(request):
    """Stores the upload `file` in the folder `path`, under its own name."""
    folder = inside(request.user, request.POST.get("path", "/"))
    os.makedirs(folder, exist_ok=True)
    upload = request.FILES["file"]
    target = os.path.join(folder, upload.name)
    with open(target, "wb") as out:
        for chunk in upload.chunks():
            out.write(chunk)
    return JsonResponse({"path": shown(request.user, target)}, status=201)


@api("POST")
def mkdir(request):
    full = inside(request.user, request.POST["path"])
    os.makedirs(full, exist_ok=True)
    return JsonResponse({"path": shown(request.user, full)}, status=201)


@api("POST")
def rename(request):
    """Gives another `name` to what lies at `path`; it stays in its folder."""
    full = inside(request.user, request.POST["path"])
    target = os.path.join(os.path.dirname(full), request.POST["name"])
    if full == home(request.user) or os.path.exists(target):
        return JsonResponse({"error": "cannot be renamed"}, status=409)
    os.rename(full, target)
    return JsonResponse({"path": shown(request.user, target)})


@api("POST")
def move(request):
    source = inside(request.user, request.POST["from"])
    target = quick_inside(request.user, request.POST["to"])
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.move(source, target)
    return JsonResponse({"path": shown(request.user, target)})


@api("POST")
def copy(request):
    source = inside(request.user, request.POST["from"])
    target = inside(request.user, request.POST["to"])
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target)
    return JsonResponse({"path": shown(request.user, target)}, status=201)


@api("POST")
def rm(request):
    full = inside(request.user, request.POST["path"])
    if full == home(request.user):
        return JsonResponse({"error": "the home itself stays"}, status=400)
    if os.path.isdir(full):
        shutil.rmtree(full)
    else:
        os.remove(full)
    return JsonResponse({})


@api("GET")
def find(request):
    """Files whose name holds `q`, in the folder `path` and below."""
    folder = inside(request.user, request.GET.get("path", "/"))
    wanted = request.GET["q"].lower()
    found = []
    for parent, _, names in os.walk(folder):
        found += [shown(request.user, os.path.join(parent, name)) for name in names if wanted in name.lower()]
    return JsonResponse({"found": found[:200]})
