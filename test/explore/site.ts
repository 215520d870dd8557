/** Small Django projects to explore, as their authors write them: nothing in them is for a tool. */

const manage = `import os, sys
if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
`;

/** Tenants by a header, JSON and forms, files in a folder of its own name, DynamoDB. */
export const byHeader: Readonly<Record<string, string>> = {
  'manage.py': manage,
  'shop/__init__.py': '',
  'shop/settings.py': `import os
SECRET_KEY = "x"
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = []
MIDDLEWARE = ["shop.tenants.Tenants"]
REGION = os.environ["SHOP_REGION"]
DOCUMENTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "documents")
`,
  'shop/tenants.py': `from django.http import JsonResponse
class Tenants:
    def __init__(self, get_response):
        self.get_response = get_response
    def __call__(self, request):
        request.tenant = request.headers.get("X-Tenant")
        if not request.tenant:
            return JsonResponse({"error": "no tenant"}, status=401)
        return self.get_response(request)
`,
  'shop/urls.py': `from django.urls import path
from shop import views
urlpatterns = [
    path("assets/", views.upload), path("assets/<str:id>/", views.download),
    path("notes/", views.add_note), path("notes/<uuid:id>/", views.note), path("notes/search/", views.search),
]
`,
  'shop/views.py': `import json, os, uuid
import boto3
from boto3.dynamodb.conditions import Key
from django.conf import settings
from django.http import FileResponse, Http404, JsonResponse
from django.views.decorators.http import require_http_methods

def table(name):
    return boto3.resource("dynamodb", region_name="eu-central-1").Table(name)

@require_http_methods(["POST"])
def upload(request):
    folder = os.path.join(settings.DOCUMENTS, request.tenant)
    os.makedirs(folder, exist_ok=True)
    name = request.POST["name"]
    with open(os.path.join(folder, name), "wb") as out:
        out.write(request.FILES["file"].read())
    id = str(uuid.uuid4())
    table("assets").put_item(Item={"pk": request.tenant, "sk": id, "name": name})
    return JsonResponse({"asset": {"id": id}})

def download(request, id):
    item = table("assets").get_item(Key={"pk": request.tenant, "sk": id}).get("Item")
    if item is None:
        raise Http404
    return FileResponse(open(os.path.join(settings.DOCUMENTS, request.tenant, item["name"]), "rb"))

@require_http_methods(["POST"])
def add_note(request):
    body = json.loads(request.body)
    if body["priority"] not in ("low", "high"):
        return JsonResponse({"error": "bad priority"}, status=400)
    id = str(uuid.uuid4())
    table("notes").put_item(Item={"id": id, "day": body["day"], "stars": int(body.get("stars", 1)), "text": body["text"]})
    return JsonResponse({"id": id})

def note(request, id):
    notes = table("notes")
    if request.method == "DELETE":
        notes.delete_item(Key={"id": str(id)})
        return JsonResponse({})
    item = notes.get_item(Key={"id": str(id)}).get("Item")
    if item is None:
        raise Http404
    return JsonResponse({"text": item["text"]})

def search(request):
    found = table("notes").query(IndexName="by-day", KeyConditionExpression=Key("day").eq(request.GET["day"]))
    return JsonResponse({"ids": [item["id"] for item in found["Items"]]})
`,
};

/** The same with commands: one for a tenant, one for all, one that makes tables. */
export const withCommands: Readonly<Record<string, string>> = {
  ...byHeader,
  'shop/settings.py': `${byHeader['shop/settings.py']?.replace('INSTALLED_APPS = []', 'INSTALLED_APPS = ["shop"]')}REPORTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reports")
`,
  'shop/management/__init__.py': '',
  'shop/management/commands/__init__.py': '',
  'shop/management/commands/report.py': `import os
from django.conf import settings
from django.core.management.base import BaseCommand
class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("--tenant", required=True)
        parser.add_argument("--verbose-report", action="store_true")
    def handle(self, *args, **options):
        os.makedirs(settings.REPORTS, exist_ok=True)
        with open(os.path.join(settings.REPORTS, options["tenant"] + ".txt"), "w") as out:
            out.write("nothing")
`,
  'shop/management/commands/create_tables.py':
    'from django.core.management.base import BaseCommand as Command\n',
  'shop/management/commands/hello.py': `from django.core.management.base import BaseCommand
class Command(BaseCommand):
    def handle(self, *args, **options):
        print("hello")
`,
};

/** Users who log in, server-rendered pages and forms, SQL. */
export const byLogin: Readonly<Record<string, string>> = {
  'manage.py': manage,
  'shop/__init__.py': '',
  'shop/settings.py': `SECRET_KEY = "x"
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "shop"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
LOGIN_URL = "/enter/"
MEDIA_ROOT = "/srv/shop/media"
`,
  'shop/models.py': `from django.conf import settings
from django.db import models
class Paper(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    title = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=[("memo", "Memo"), ("report", "Report")])
    due = models.DateField()
    file = models.FileField(upload_to="papers")
`,
  'shop/forms.py': `from django import forms
from shop.models import Paper
class PaperForm(forms.ModelForm):
    class Meta:
        model = Paper
        fields = ["title", "kind", "due", "file"]
`,
  'shop/views.py': `from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from shop.forms import PaperForm
from shop.models import Paper

@login_required
def papers(request):
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        paper = form.save(commit=False)
        paper.owner = request.user
        paper.save()
        return redirect(f"/papers/{paper.pk}/file/")
    links = "".join(f'<a href="/papers/{p.pk}/file/">{p.pk}</a>' for p in Paper.objects.filter(owner=request.user))
    return HttpResponse(f"<form method=post>{form.as_p()}</form>{links}")

@login_required
def paper(request, pk):
    return FileResponse(get_object_or_404(Paper, pk=pk).file.open())
`,
  'shop/urls.py': `from django.urls import path
from shop import views
urlpatterns = [path("papers/", views.papers, name="papers"), path("papers/<int:pk>/file/", views.paper, name="paper")]
`,
};

/** Tenants by subdomain, in a project whose modules lie in `src`. */
export const byHost: Readonly<Record<string, string>> = {
  'manage.py': manage.replace('import os, sys', 'import os, sys\nsys.path.insert(0, "src")'),
  'src/shop/__init__.py': '',
  'src/shop/settings.py': `SECRET_KEY = "x"
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = []
ALLOWED_HOSTS = [".shop.example"]
`,
  'src/shop/urls.py': `from django.http import JsonResponse
from django.urls import path
def tenant(request):
    host = request.get_host()
    return host[: -len(".shop.example")] if host.endswith(".shop.example") else None
def pages(request):
    return JsonResponse({"of": tenant(request)}, status=200 if tenant(request) else 404)
def signup(request):
    if not tenant(request):
        return JsonResponse({}, status=404)
    first, again = request.POST["password"], request.POST["password_again"]
    if first != again or len(first) < 14:
        return JsonResponse({"error": "choose a better password"}, status=400)
    return JsonResponse({})
urlpatterns = [path("pages/", pages, name="pages"), path("signup/", signup, name="signup")]
`,
};

/** Bearer tokens that the project gives out itself. */
export const byToken: Readonly<Record<string, string>> = {
  'manage.py': manage,
  'shop/__init__.py': '',
  'shop/settings.py': 'SECRET_KEY = "x"\nROOT_URLCONF = "shop.urls"\nINSTALLED_APPS = []\n',
  'shop/urls.py': `import json
from django.core import signing
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_http_methods
@require_http_methods(["POST"])
def sessions(request):
    return JsonResponse({"token": signing.dumps(json.loads(request.body)["name"])})
@require_http_methods(["GET"])
def me(request):
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return JsonResponse({"error": "a token is required"}, status=401)
    try:
        return JsonResponse({"name": signing.loads(token)})
    except signing.BadSignature:
        return JsonResponse({"error": "a wrong token"}, status=401)
urlpatterns = [path("sessions/", sessions, name="sessions"), path("me/", me, name="me")]
`,
};

/** Uploads in parts: tenants by path alone, bytes as the body, offsets in headers, a size that must be met in the end. */
export const byPath: Readonly<Record<string, string>> = {
  'manage.py': manage,
  'shop/__init__.py': '',
  'shop/settings.py': `import os
SECRET_KEY = "x"
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = []
PARTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "parts")
`,
  'shop/urls.py': `import json, os, re, uuid
from django.conf import settings
from django.http import FileResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_http_methods
RANGE = re.compile(r"bytes (\\d+)-(\\d+)/(\\d+|\\*)")
def part(tenant, id):
    os.makedirs(os.path.join(settings.PARTS, tenant), exist_ok=True)
    return os.path.join(settings.PARTS, tenant, str(id))
@require_http_methods(["POST"])
def begin(request, tenant):
    body, id = json.loads(request.body), uuid.uuid4()
    if not isinstance(body["size"], int):
        return JsonResponse({"error": "size is wrong"}, status=422)
    with open(part(tenant, id) + ".size", "w") as out:
        out.write(str(body["size"]))
    os.makedirs(os.path.join(settings.PARTS, "tenants"), exist_ok=True)
    with open(os.path.join(settings.PARTS, "tenants", str(id)), "w") as out:
        out.write(tenant)
    open(part(tenant, id), "wb").close()
    return JsonResponse({"id": str(id)}, status=201)
@require_http_methods(["PATCH"])
def append(request, tenant, id):
    offset = request.headers.get("Upload-Offset", "")
    if not os.path.exists(part(tenant, id)):
        return JsonResponse({}, status=404)
    if not offset.isdigit() or int(offset) != os.path.getsize(part(tenant, id)):
        return JsonResponse({"error": "wrong place"}, status=409)
    with open(part(tenant, id), "ab") as out:
        out.write(request.body)
    return JsonResponse({})
@require_http_methods(["PUT"])
def chunk(request, tenant, id):
    if not os.path.exists(part(tenant, id)):
        return JsonResponse({}, status=404)
    found = RANGE.fullmatch(request.headers.get("Content-Range", ""))
    if found is None:
        return JsonResponse({"error": "which bytes?"}, status=400)
    if int(found[2]) - int(found[1]) + 1 != len(request.body):
        return JsonResponse({"error": "other bytes"}, status=416)
    with open(part(tenant, id), "r+b") as out:
        out.write(request.body)
    return JsonResponse({})
def state(request, tenant, id):
    try:
        with open(os.path.join(settings.PARTS, "tenants", str(id))) as stored:
            if stored.read() != tenant:
                return JsonResponse({}, status=404)
    except FileNotFoundError:
        return JsonResponse({}, status=404)
    return JsonResponse({"size": os.path.getsize(part(tenant, id))})
@require_http_methods(["POST"])
def finish(request, tenant, id):
    if not os.path.exists(part(tenant, id)):
        return JsonResponse({}, status=404)
    with open(part(tenant, id) + ".size") as size:
        if os.path.getsize(part(tenant, id)) != int(size.read()):
            return JsonResponse({"error": "bytes are missing"}, status=409)
    os.rename(part(tenant, id), part(tenant, f"done-{id}"))
    return JsonResponse({"name": f"done-{id}"})
def done(request, tenant, name):
    if not os.path.isfile(part(tenant, os.path.basename(name))):
        return JsonResponse({}, status=404)
    return FileResponse(open(part(tenant, os.path.basename(name)), "rb"))
urlpatterns = [path("<str:tenant>/uploads", begin, name="uploads"), path("<str:tenant>/uploads/<uuid:id>", append, name="append"),
    path("<str:tenant>/uploads/<uuid:id>/chunk", chunk, name="chunk"), path("<str:tenant>/uploads/<uuid:id>/finish", finish, name="finish"),
    path("<str:tenant>/uploads/<uuid:id>/state", state, name="state"),
    path("<str:tenant>/files/<str:name>", done, name="done")]
`,
};

/** The same with a function on the stream of the notes, one of no use, and one that reads records of something else. */
export const withConsumers: Readonly<Record<string, string>> = {
  ...byHeader,
  'shop/settings.py': `${byHeader['shop/settings.py']}PREVIEW_DIR = "/srv/shop/previews"
`,
  'shop/previews.py': `import os
from django.conf import settings

def on_note(event, context):
    for record in event["Records"]:
        id = record["dynamodb"].get("NewImage", {}).get("id", {}).get("S", "none")
        os.makedirs(settings.PREVIEW_DIR, exist_ok=True)
        with open(os.path.join(settings.PREVIEW_DIR, os.path.basename(id)), "w") as out:
            out.write("preview")
`,
  'shop/streams.py': `from shop.views import table

def handler(event, context):
    for record in event["Records"]:
        image = record["dynamodb"].get("NewImage", {})
        if "text" in image:
            table("summaries").put_item(Item={"id": image["id"]["S"], "text": image["text"]["S"][:20]})
`,
  'shop/audit.py': `def on_change(event: dict, context: object) -> None:
    for record in event["Records"]:
        print(record["dynamodb"]["Keys"])
`,
  'shop/mail.py': `def handler(event, context):
    return [record["s3"]["object"]["key"] for record in event["Records"]]
`,
};

/** Bearer tokens of accounts that come and go: things of an account, notes of a thing, passwords hashed without users of Django's. */
export const byAccount: Readonly<Record<string, string>> = {
  ...byToken,
  'shop/urls.py': `import json, uuid
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_http_methods
ACCOUNTS, THINGS, NOTES = {}, {}, {}
def caller(request):
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        return signing.loads(token) if scheme.lower() == "bearer" else None
    except signing.BadSignature:
        return None
def known(view):
    def checked(request, **names):
        request.caller = caller(request)
        if request.caller is None:
            return JsonResponse({"error": "a token is required"}, status=401)
        if "thing" in names and THINGS.get(names["thing"]) != request.caller:
            return JsonResponse({"error": "no such thing"}, status=404)
        return view(request, **names)
    return checked
@require_http_methods(["POST"])
def accounts(request):
    body = json.loads(request.body)
    ACCOUNTS[body["email"]] = make_password(body["password"])
    return JsonResponse({"email": body["email"]}, status=201)
@require_http_methods(["POST"])
def sessions(request):
    body = json.loads(request.body)
    if body["email"] not in ACCOUNTS:
        return JsonResponse({"error": "no such account"}, status=404)
    if not check_password(body["password"], ACCOUNTS[body["email"]]):
        return JsonResponse({"error": "another password"}, status=400)
    return JsonResponse({"token": signing.dumps(body["email"])})
@require_http_methods(["POST"])
@known
def things(request):
    id = uuid.uuid4().hex
    THINGS[id] = request.caller
    return JsonResponse({"id": id, "owner": request.caller}, status=201)
@require_http_methods(["PUT"])
@known
def thing(request, thing):
    body = json.loads(request.body)
    if not body.get("title") or not body.get("text") or not body.get("owner"):
        return JsonResponse({"error": "title, text and owner are required"}, status=422)
    return JsonResponse({"id": thing})
@require_http_methods(["POST"])
@known
def notes(request, thing):
    id = uuid.uuid4().hex
    NOTES[id] = thing
    return JsonResponse({"id": id}, status=201)
@require_http_methods(["DELETE"])
@known
def note(request, thing, note):
    if NOTES.get(note) != thing:
        return JsonResponse({"error": "no such note"}, status=404)
    return JsonResponse({})
urlpatterns = [path("accounts/", accounts, name="accounts"), path("sessions/", sessions, name="sessions"),
    path("things/", things, name="things"), path("things/<str:thing>/", thing, name="thing"),
    path("things/<str:thing>/notes/", notes, name="notes"), path("things/<str:thing>/notes/<str:note>/", note, name="note")]
`,
};

/** The same with a board that everybody may read, page by page, and a page that only forgets to ask for a login. */
export const withPublicPages: Readonly<Record<string, string>> = {
  ...byLogin,
  'shop/views.py': `${byLogin['shop/views.py']}
from django.http import Http404
KINDS = dict(memo="Memos", report="Reports")
def board(request):
    return HttpResponse("".join(f'<a href="/board/{k}/">{k}</a>' for k in ("memo", "report")))

def shelf(request, kind):
    if KINDS.get(kind) is None:
        raise Http404
    return HttpResponse(", ".join(p.title for p in Paper.objects.filter(kind=kind)))

def cover(request, pk):
    return FileResponse(get_object_or_404(Paper, pk=pk).file.open())
`,
  'shop/urls.py': `${byLogin['shop/urls.py']}
urlpatterns += [path("board/", views.board, name="board"), path("board/<slug:kind>/", views.shelf, name="shelf"),
    path("papers/<int:pk>/cover/", views.cover, name="cover")]
`,
};

/** The same with pages for staff: one writes a report to a folder of its own, one lists what all have. */
export const withStaff: Readonly<Record<string, string>> = {
  ...byLogin,
  'shop/settings.py': `${byLogin['shop/settings.py']}REPORT_DIR = "/srv/shop/reports"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
`,
  'shop/views.py': `${byLogin['shop/views.py']}
import os
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import user_passes_test

class ReportForm(forms.Form):
    name = forms.CharField()
    since = forms.DateField()

@user_passes_test(lambda user: user.is_staff)
def reports(request):
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        os.makedirs(settings.REPORT_DIR, exist_ok=True)
        with open(os.path.join(settings.REPORT_DIR, form.cleaned_data["name"]), "w") as out:
            out.write(str(Paper.objects.filter(due__gte=form.cleaned_data["since"]).count()))
        return redirect("/reports/")
    return HttpResponse(f"<form method=post>{form.as_p()}</form>")

@user_passes_test(lambda user: user.is_superuser)
def everything(request):
    return HttpResponse(", ".join(paper.title for paper in Paper.objects.all()))
`,
  'shop/urls.py': `${byLogin['shop/urls.py']}
urlpatterns += [path("reports/", views.reports, name="reports"), path("everything/", views.everything, name="everything")]
`,
};

/** A link that is signed and answered as an address with a query, and a password that opens nothing without its name. */
export const withLinks: Readonly<Record<string, string>> = {
  ...byHeader,
  'shop/urls.py': `import json, os
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse, JsonResponse
from django.urls import path, re_path
from django.views.decorators.http import require_GET, require_POST
def at(request, name):
    os.makedirs(os.path.join(settings.DOCUMENTS, request.tenant), exist_ok=True)
    return os.path.join(settings.DOCUMENTS, request.tenant, os.path.basename(name))
@require_POST
def note(request):
    with open(at(request, request.POST["name"]), "w") as out:
        out.write(request.POST["text"])
    where = request.tenant + "/" + os.path.basename(request.POST["name"])
    page = '<a href="/kept/' + where + '">kept</a> <a href="/old/' + where + '/text">old</a>'
    return JsonResponse({"url": "/raw/?as=text&link=" + Signer().sign(request.POST["name"]), "page": page}, status=201)
@require_GET
def kept(request, where):
    found = os.path.join(settings.DOCUMENTS, where)
    if where.split("/")[0] != request.tenant or ".." in where or not os.path.isfile(found):
        return JsonResponse({}, status=404)
    with open(found) as stored:
        return HttpResponse(stored.read())
@require_GET
def raw(request):
    try:
        name = Signer().unsign(request.GET.get("link", ""))
    except BadSignature:
        return JsonResponse({}, status=404)
    with open(at(request, name)) as stored:
        return HttpResponse(stored.read())
@require_POST
def join(request):
    with open(at(request, "user-" + request.POST["user"]), "w") as out:
        out.write(request.POST["password"])
    return JsonResponse({})
@require_POST
def enter(request):
    users = {n[5:]: open(at(request, n)).read() for n in os.listdir(os.path.dirname(at(request, "x"))) if n.startswith("user-")}
    if request.POST.get("user") not in users or users[request.POST["user"]] != request.POST.get("password"):
        return JsonResponse({}, status=403)
    return JsonResponse({})
urlpatterns = [path("notes/", note, name="notes"), path("raw/", raw, name="raw"), path("join/", join, name="join"),
    path("enter/", enter, name="enter"), path("kept/<path:where>", kept),
    re_path(r"^old/(?P<where>.+)/text$", kept)]
`,
};

/** Ids that only redirects tell, a 403 for what is not the tenant's, and members of which only a `KeyError` tells. */
export const byRefusal: Readonly<Record<string, string>> = {
  ...byHeader,
  'shop/settings.py': `import os
SECRET_KEY = "x"
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = []
MIDDLEWARE = ["shop.tenants.Tenants"]
MEDIA_ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "media")
`,
  'shop/urls.py': `from django.urls import path
from shop import views
urlpatterns = [
    path("papers/", views.papers, name="papers"), path("papers/signed/", views.signed, name="signed"),
    path("papers/<uuid:id>/", views.paper, name="paper"), path("papers/<uuid:id>/seal/", views.seal, name="seal"),
    path("drops/", views.drops, name="drops"), path("drops/raw/", views.raw, name="raw"), path("profile/", views.profile, name="profile"),
]
`,
  'shop/views.py': `import json, os, uuid
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseForbidden, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_GET, require_POST

def store(tenant, name, text):
    folder = os.path.join(settings.MEDIA_ROOT, tenant)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w") as out:
        out.write(text)

def load(tenant, id):
    try:
        with open(os.path.join(settings.MEDIA_ROOT, tenant, str(uuid.UUID(str(id))))) as held:
            return held.read()
    except (OSError, ValueError):
        raise Http404

@require_POST
def papers(request):
    id = str(uuid.uuid4())
    store(request.tenant, id, request.POST["title"])
    return HttpResponseRedirect(f"/papers/{id}/")

@require_GET
def paper(request, id):
    return HttpResponse(load(request.tenant, id))

@require_POST
def seal(request, id):
    store(request.tenant, str(id), load(request.tenant, id) + " sealed")
    return HttpResponseRedirect(f"/papers/{id}/")

@require_POST
def signed(request):
    return JsonResponse({"texts": [load(request.tenant, id) for id in json.loads(request.body)["ids"]]})

@require_POST
def drops(request):
    name = uuid.uuid4().hex
    store(request.tenant, name, request.body.decode())
    return JsonResponse({"key": f"{request.tenant}/{name}"})

@require_GET
def raw(request):
    key = request.GET["key"]
    if not key.startswith(f"{request.tenant}/") or ".." in key:
        return HttpResponseForbidden()
    with open(os.path.join(settings.MEDIA_ROOT, key)) as held:
        return HttpResponse(held.read())

@require_POST
def profile(request):
    sent = {str(name): str(value) for name, value in json.loads(request.body).items()}
    store(request.tenant, "profile.json", json.dumps({"nick": sent["nick"], "city": sent.get("city", "")}))
    return JsonResponse({"nick": sent["nick"]})
`,
};

/** Files that those who run the project put into its folder, for everybody: no users, and nothing that makes one. */
export const withoutUsers: Readonly<Record<string, string>> = {
  'manage.py': manage,
  'shop/__init__.py': '',
  'shop/settings.py': `import os
SECRET_KEY = "x"
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = []
MIDDLEWARE = []
MEDIA_ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "media")
`,
  'shop/urls.py': `import os
from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.urls import path
def download(request, name):
    found = os.path.join(settings.MEDIA_ROOT, name)
    if not os.path.exists(found):
        raise Http404
    return FileResponse(open(found, "rb"))
def manual(request):
    with open(os.path.join(settings.MEDIA_ROOT, "manuals", request.GET["of"] + ".html")) as stored:
        return HttpResponse(stored.read())
urlpatterns = [path("download/<path:name>", download), path("manual/", manual)]
`,
};

/** Users whose sessions are items, which are asked for while they log in; a step between making a thing and showing it. */
export const withSessionTable: Readonly<Record<string, string>> = {
  ...byLogin,
  'shop/settings.py': `${byLogin['shop/settings.py']}SESSION_ENGINE = "shop.sessions"\n`,
  'shop/models.py': '',
  'shop/forms.py': '',
  'shop/sessions.py': `import boto3
from django.contrib.sessions.backends.base import CreateError, SessionBase
table = boto3.resource("dynamodb", region_name="eu-central-1").Table("sessions")
class SessionStore(SessionBase):
    def load(self):
        found = table.get_item(Key={"session_key": self.session_key}).get("Item")
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found["data"])
    def exists(self, session_key):
        return "Item" in table.get_item(Key={"session_key": session_key})
    def create(self):
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True
    def save(self, must_create=False):
        if self.session_key is None:
            return self.create()
        data = self.encode(self._get_session(no_load=must_create))
        table.put_item(Item={"session_key": self.session_key, "data": data})
    def delete(self, session_key=None):
        table.delete_item(Key={"session_key": session_key or self.session_key})
`,
  'shop/urls.py': `from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_POST
from shop.sessions import table
def at(request, kind, name):
    return {"session_key": f"{kind}/{request.user.pk}/{name}"}
@login_required
@require_POST
def save(request):
    table.put_item(Item={**at(request, "draft", request.POST["name"]), "data": request.POST["text"]})
    return redirect("/papers/")
@login_required
@require_GET
def index(request):
    return HttpResponse("papers")
@login_required
@require_POST
def issue(request, name):
    found = table.get_item(Key=at(request, "draft", name)).get("Item")
    if found is None:
        return HttpResponse(status=404)
    table.put_item(Item={**found, **at(request, "issued", request.POST["number"])})
    return redirect("/issued/" + request.POST["number"] + "/")
@login_required
@require_GET
def issued(request, number):
    found = table.get_item(Key=at(request, "issued", number)).get("Item")
    return HttpResponse(found["data"]) if found else HttpResponse(status=404)
urlpatterns = [path("papers/", index), path("papers/save/", save), path("papers/<name>/issue/", issue),
    path("issued/<number>/", issued)]
`,
};

/** Users of the project's own model, whose school is a text that may be empty, and who do nothing without one. */
export const withSchools: Readonly<Record<string, string>> = {
  ...byLogin,
  'shop/settings.py': `${byLogin['shop/settings.py']}AUTH_USER_MODEL = "shop.Person"
MIDDLEWARE += ["shop.schools.Schools"]
`,
  'shop/models.py': `from django.contrib.auth.models import AbstractUser
from django.db import models
class Person(AbstractUser):
    school = models.CharField(max_length=60, blank=True)
    grade = models.CharField(max_length=1, blank=True)
`,
  'shop/forms.py': '',
  'shop/schools.py': `from django.http import HttpResponseBadRequest
class Schools:
    def __init__(self, get_response):
        self.get_response = get_response
    def __call__(self, request):
        if request.user.is_authenticated and not request.user.school:
            return HttpResponseBadRequest("no school")
        return self.get_response(request)
`,
  'shop/views.py': `import os
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST
def at(request, name):
    folder = os.path.join(settings.MEDIA_ROOT, request.user.school)
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, os.path.basename(name))
@login_required
@require_POST
def save(request):
    with open(at(request, request.POST["name"]), "w") as out:
        out.write(request.POST["text"])
    return JsonResponse({"name": os.path.basename(request.POST["name"])})
@login_required
@require_GET
def show(request, name):
    if not os.path.isfile(at(request, name)):
        return HttpResponse(status=404)
    with open(at(request, name)) as stored:
        return HttpResponse(stored.read())
`,
  'shop/urls.py': `from django.urls import path
from shop import views
urlpatterns = [path("pages/", views.save), path("pages/<name>/", views.show)]
`,
};
