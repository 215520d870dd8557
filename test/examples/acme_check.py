"""Drives one twin of the Acme service by hand, and prints as JSON what its operations did.

`harmless` maps each operation to the status of its harmless run, `trespasses` to the properties that
hand-made attacks violated, `failed` lists what was answered with a status of 500 and above. Judged without any
part of Trespass: by folders before and after, by an audit hook for reads, by a scan of both tables and by
secrets in answers. Needs AWS_ENDPOINT_URL_DYNAMODB and DJANGO_SETTINGS_MODULE. Operations to attack may be named.
"""

import io
import json
import os
import random
import shutil
import stat
import sys
import tarfile
import tempfile
import uuid
import zipfile
from urllib.parse import quote

import boto3
import django
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

django.setup()

import seed  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402

opened = []
sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" and reads(args) else None)


def reads(args):
    flags = args[2] if isinstance(args[2], int) else 0
    return isinstance(args[0], str) and flags & (os.O_WRONLY | os.O_RDWR) == 0


def word():
    return "s" + uuid.uuid4().hex[:15]


class World:
    """Folders of the service, a moat around each, and one round of harmless traffic of both tenants."""

    def __init__(self):
        tempfile.tempdir = None
        self.base = os.path.realpath(tempfile.mkdtemp())
        self.media, self.exports, self.temp = (
            os.path.join(self.base, *names) for names in (("a", "media"), ("b", "exports"), ("c", "tmp"))
        )
        for folder in (self.media, self.exports, self.temp, os.path.join(self.base, "a", "media-evil")):
            os.makedirs(folder)
        settings.MEDIA_ROOT, settings.EXPORT_ROOT, tempfile.tempdir = self.media, self.exports, self.temp
        self.secrets = {word(): "outside"}
        self.write(os.path.join(self.base, "a", "secret.txt"), next(iter(self.secrets)))
        seed.setup()
        self.sent = {}
        self.ids = {}
        self.owners = {}
        self.theirs = set()
        for tenant in ("victim", "attacker"):
            before = set(files(self.base))
            for operation in SOURCES:
                self.ask(operation, tenant, self.arguments(operation, tenant))
            self.owned_by(tenant, before)

    def write(self, path, text):
        with open(path, "w") as file:
            file.write(text)

    def arguments(self, operation, tenant):
        secret = word()
        if tenant == "victim":
            self.secrets[secret] = tenant
        id = self.ids.get((tenant, "upload"))
        return {
            "upload": lambda: {"name": secret + ".txt"},
            "list": lambda: {"tenant": tenant},
            "rename": lambda: {"id": id, "name": secret + ".txt"},
            "alias": lambda: {"id": id, "alias": secret},
            "attach": lambda: {"asset": id, "title": secret},
            "openAttachment": lambda: {"id": self.ids[tenant, "attach"]},
            "removeAttachment": lambda: {"id": self.ids[tenant, "attach"]},
            "saveNote": lambda: {"name": secret, "text": secret},
            "readNote": lambda: {"name": self.sent[tenant, "saveNote"]["name"]},
            "saveProfile": lambda: {"username": secret, "email": secret + "@example.com", "bio": secret},
            "readProfile": lambda: {"id": self.ids[tenant, "saveProfile"]},
            "importItem": lambda: {"tenant": tenant, "external_id": str(uuid.uuid4()), "data": secret},
            "dropImport": lambda: {"key": self.ids[tenant, "importItem"]},
            "report": lambda: {"key": f"{tenant}/{secret}.csv"},
            "saveDraft": lambda: {"name": secret, "text": secret},
            "readDraft": lambda: {"name": self.sent[tenant, "saveDraft"]["name"]},
            "exportAssets": lambda: {},
            "cleanupAssets": lambda: {},
            "bundle": lambda: {"name": secret, "text": secret},
            "catalogue": lambda: {"path": "guides/../welcome.txt"},
        }.get(operation, lambda: {"id": id})()

    def harmless(self, operation, tenant):
        before = set(files(self.base))
        response = self.ask(operation, tenant, self.arguments(operation, tenant))
        self.owned_by(tenant, before)
        return response

    def owned_by(self, tenant, before):
        """What came to be since `before` is the tenant's."""
        for key in items():
            self.owners.setdefault(key, tenant)
        if tenant == "victim":
            self.theirs |= {path for path in set(files(self.base)) - before if os.path.isfile(path)}

    def ask(self, operation, tenant, arguments):
        method, path, sends = OPERATIONS[operation]
        self.sent[tenant, operation] = arguments
        if sends == "command":
            return commanded(path, tenant)
        for name in list(arguments):
            if "{" + name + "}" in path and isinstance(arguments[name], str):
                path = path.replace(
                    "{" + name + "}", quote(arguments[name].encode("utf-8", "replace"), safe="")
                )
                arguments = {key: value for key, value in arguments.items() if key != name}
        client = Client(raise_request_exception=False)
        headers = {"HTTP_X_ACME_TENANT": tenant, "HTTP_X_ACME_USER": "someone"}
        if sends == "bundle":
            response = client.post(path, {"bundle": packed(**arguments)}, **headers)
        elif sends == "multipart":
            upload = SimpleUploadedFile(
                word() + ".txt", next(iter(arguments.values())).encode("utf-8", "replace")
            )
            response = client.post(path, {**arguments, "file": upload}, **headers)
        elif sends == "query":
            response = client.get(path, arguments, **headers)
        else:
            body = json.dumps(arguments) if sends == "json" else ""
            response = client.generic(method, path, body, "application/json", **headers)
        response.body = b"".join(response) if response.streaming else response.content
        response.close()
        if response.status_code < 300 and response.headers.get("Content-Type") == "application/json":
            answered = json.loads(response.body)
            self.ids[tenant, operation] = answered.get("id", answered.get("key"))
        return response

    def plant(self):
        """Links in the attacker's own folder, and what they lead to."""
        own, outside = os.path.join(self.media, "attacker"), os.path.join(self.base, "a", "secret.txt")
        theirs = os.path.join(self.media, "victim")
        os.makedirs(theirs, exist_ok=True)
        os.symlink(outside, os.path.join(own, "to-secret"))
        os.symlink(outside + ".new", os.path.join(own, "to-nothing"))
        os.symlink(os.path.join(theirs, "planted"), os.path.join(own, "to-new-of-victim"))
        os.symlink(self.file_of_victim(), os.path.join(own, "to-victim"))
        os.link(outside, os.path.join(own, "second-name"))
        # At names that the service makes of others.
        for folder in ("drafts", "bundles"):
            os.makedirs(os.path.join(own, folder), exist_ok=True)
            for name in ("to-secret", "to-nothing", "to-victim", "to-new-of-victim", "second-name"):
                os.link(os.path.join(own, name), os.path.join(own, folder, name), follow_symlinks=False)
        self.write(os.path.join(own, "plain"), "plain")
        os.symlink(outside + ".made", os.path.join(own, "plain.tmp"))
        self.write(os.path.join(own, "plain-2"), "plain")
        os.symlink(os.path.join(theirs, "made"), os.path.join(own, "plain-2.tmp"))
        os.symlink(outside + ".table", os.path.join(self.temp, "planted.csv"))

    def file_of_victim(self):
        for folder, _, names in os.walk(os.path.join(self.media, "victim")):
            for name in sorted(names):
                return os.path.join(folder, name)
        raise AssertionError("the victim has no file")

    def close(self):
        shutil.rmtree(self.base)


def commanded(name, tenant):
    """What a command did, as if it were an answer."""
    response = HttpResponse()
    output = io.StringIO()
    try:
        call_command(name, tenant=tenant, stdout=output, stderr=output)
    except Exception as error:  # A command may fail in any way.
        response.status_code = 400 if isinstance(error, CommandError) else 500
    response.body = output.getvalue().encode()
    return response


def packed(name, text, kind="zip", link=None):
    """An upload of a zip or a tar with one member, in a tar also a link that is planted before it."""
    file = io.BytesIO()
    name = (name if isinstance(name, str) else repr(name))[:10_000]
    content = str(text).encode("utf-8", "replace")
    if kind == "zip":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(name.encode("utf-8", "replace").decode() or "a", content)
    else:
        with tarfile.open(fileobj=file, mode="w") as archive:
            if link is not None:
                planted = tarfile.TarInfo(name.split("/")[0])
                planted.type, planted.linkname = tarfile.SYMTYPE, link
                archive.addfile(planted)
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return SimpleUploadedFile("bundle." + kind, file.getvalue())


# What makes the things that other operations work on.
SOURCES = (
    "upload",
    "saveNote",
    "saveProfile",
    "importItem",
    "attach",
    "saveDraft",
    "report",
    "exportAssets",
    "bundle",
)

OPERATIONS = {
    "upload": ("POST", "/assets/", "multipart"),
    "list": ("GET", "/assets/", "query"),
    "download": ("GET", "/assets/{id}/", None),
    "rename": ("POST", "/rename/", "json"),
    "protect": ("POST", "/protect/", "json"),
    "alias": ("POST", "/aliases/", "json"),
    "thumbnail": ("POST", "/thumbnails/", "json"),
    "delete": ("DELETE", "/assets/{id}/", None),
    "attach": ("POST", "/attachments/", "json"),
    "openAttachment": ("GET", "/attachments/{id}/", None),
    "removeAttachment": ("DELETE", "/attachments/{id}/", None),
    "saveNote": ("PUT", "/notes/{name}/", "json"),
    "readNote": ("GET", "/notes/{name}/", None),
    "saveProfile": ("PUT", "/profile/", "json"),
    "readProfile": ("GET", "/profile/{id}/", None),
    "importItem": ("POST", "/import/", "json"),
    "dropImport": ("DELETE", "/import/{key}/", None),
    "report": ("POST", "/reports/", "json"),
    "saveDraft": ("PUT", "/drafts/{name}/", "json"),
    "readDraft": ("GET", "/drafts/{name}/", None),
    "bundle": ("POST", "/bundles/", "bundle"),
    "exportAssets": ("", "export_assets", "command"),
    "cleanupAssets": ("", "cleanup_assets", "command"),
    "catalogue": ("GET", "/catalogue/{path}/", None),
}


def tables():
    return [
        boto3.resource("dynamodb", region_name="eu-central-1").Table(n)
        for n in ("acme-assets", "acme-profiles")
    ]


def make_tables():
    for name, keys in (("acme-assets", ["pk", "sk"]), ("acme-profiles", ["pk"])):
        boto3.client("dynamodb", region_name="eu-central-1").create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"))],
        )


def items():
    return {
        (table.name, item["pk"], item.get("sk")): json.dumps(item, default=str, sort_keys=True)
        for table in tables()
        for item in table.scan()["Items"]
    }


def clear_items():
    for table in tables():
        for item in table.scan()["Items"]:
            table.delete_item(
                Key={
                    name: item[name]
                    for name in ("pk", "sk")
                    if name in item and (name == "pk" or table.name == "acme-assets")
                }
            )


def files(base):
    found = {}
    for folder, folders, names in os.walk(base):
        for name in [*folders, *names]:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            if stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:
                    found[path] = ("file", status.st_mode & 0o7777, file.read())
            else:
                link = os.readlink(path) if stat.S_ISLNK(status.st_mode) else None
                found[path] = ("other", status.st_mode & 0o7777, link)
    return found


def violated(world, operation, arguments):
    """The properties that one request of the attacker violates."""
    before, rows, start = files(world.base), items(), len(opened)
    response = world.ask(operation, "attacker", arguments)
    asked = [os.path.realpath(path) for path in opened[start:]]
    after, rows_after = files(world.base), items()
    properties = set()
    grounds = tuple(folder + "/" for folder in (world.media, world.exports, world.temp))
    owner = lambda path: "inside" if path.startswith(grounds) else "outside"  # noqa: E731
    homes = tuple(os.path.join(folder, "victim") + "/" for folder in (world.media, world.exports))
    theirs = lambda path: path.startswith(homes) or path in world.theirs  # noqa: E731
    for path in before.keys() | after.keys():
        old, new = before.get(path), after.get(path)
        if old == new:
            continue
        what = "delete" if new is None else "write" if old is None or old[2] != new[2] else "metadata-change"
        if owner(path) == "outside":
            properties.add(f"no-{what}-outside")
        elif theirs(path):
            properties.add("no-cross-tenant-delete" if what == "delete" else "no-cross-tenant-write")
        elif old is None and is_new_link_out(path, before, owner):
            properties.add("no-link-out")
    for path in asked:
        if path in before and before[path][0] == "file" and owner(path) == "outside":
            properties.add("no-read-outside")
        if path in before and theirs(path):
            properties.add("no-cross-tenant-read")
    for key, image in rows.items():
        if world.owners.get(key) == "victim" and rows_after.get(key) != image:
            properties.add("no-cross-tenant-write" if key in rows_after else "no-cross-tenant-delete")
    shown = [secret for secret in world.secrets if secret.encode() in response.body]
    echoes = json.dumps(arguments)
    for secret in shown:
        if secret not in echoes:
            properties.add("no-disclosure")
            if world.secrets[secret] == "victim":
                properties.add("no-cross-tenant-read")
    return properties, response.status_code


def is_new_link_out(path, before, owner):
    """A link that was planted and only moved is the attacker's own."""
    if not os.path.islink(path) or owner(os.path.realpath(path)) != "outside":
        return False
    return all(entry[0] != "other" or entry[2] != os.readlink(path) for entry in before.values())


def hostile(world):
    """Values that lead out, to the victim, through links, or merely fail to be what is expected."""
    victim = world.file_of_victim()
    relative = os.path.relpath(victim, os.path.join(world.media, "attacker"))
    known = [value for (tenant, _), value in world.ids.items() if tenant == "victim" and value]
    return [
        *("../../secret.txt", "../../new.txt", relative, "../victim/new.txt", victim, "victim"),
        *("to-secret", "to-nothing", "to-victim", "to-new-of-victim", "second-name", "plain", "plain-2"),
        *(
            "../../../secret.txt",
            "../../../new.txt",
            "../" + relative,
            "../../media-evil/a",
            "../../../media-evil/a",
        ),
        *("attacker/planted.csv", "attacker/" + world.sent["victim", "report"]["key"]),
        *known,
        *(world.sent["victim", "saveNote"]["name"], world.sent["victim", "saveProfile"]["username"]),
    ]


ODD = ["", ".", "..", "/", "a\0b", "a" * 300, "é" * 2000, "\udc80", "\ud800", "line\nbreak", "a:b", ":", "#", "nul\x00",
       "\u202e", "ﬁ", None, True, 7, 1.5, [], {}, ["a"], {"S": "a"}, 10**400, "x/../../y", "%2e%2e%2f", "A" * 70_000]  # fmt: skip


# What is varied beyond the arguments: what was stored before, and what kind of archive it is.
MORE = {"exportAssets": ["stored"], "cleanupAssets": ["stored"], "bundle": ["kind", "link"]}


def attack(operation):
    """Every hostile value at every parameter, and those of the victim's import at all of its parameters."""
    found, failed = set(), []
    world = fresh()
    names = [*world.arguments(operation, "attacker"), *MORE.get(operation, [])]
    count = len(hostile(world))
    world.close()
    for name in names:
        for index in range(count):
            world = fresh()
            arguments = {**world.arguments(operation, "attacker"), name: hostile(world)[index]}
            if operation in ("openAttachment", "removeAttachment") and index % 2 == 0:
                value = hostile(world)[index // 2]
                world.ask("attach", "attacker", {"asset": value, "title": "t"})
                arguments = world.arguments(operation, "attacker")
            if operation in ("exportAssets", "cleanupAssets"):
                world.ask("attach", "attacker", {"asset": hostile(world)[index], "title": "t"})
                arguments = {}
            if operation == "bundle" and name == "kind":
                arguments = {**arguments, "name": hostile(world)[index], "kind": "tar"}
            if operation == "bundle" and name == "link":
                arguments = {**arguments, "name": "l/new.txt", "kind": "tar", "link": hostile(world)[index]}
            if operation == "importItem":
                arguments = {**world.sent["victim", "importItem"], "data": "mine"}
            properties, status = violated(world, operation, arguments)
            found |= properties
            if status >= 500:
                failed.append([operation, repr(arguments), status])
            world.close()
    return found, failed


def fresh():
    clear_items()
    world = World()
    world.plant()
    return world


def odd(cases):
    """Requests of every operation with odd values, for what is answered with a server error."""
    draw = random.Random(1)
    world, failed = fresh(), []
    for index in range(cases):
        operation = list(OPERATIONS)[index % len(OPERATIONS)]
        arguments = {
            name: draw.choice(ODD) if draw.random() < 0.6 else value
            for name, value in world.arguments(operation, "attacker").items()
        }
        if OPERATIONS[operation][2] in ("multipart", "query", "bundle"):
            arguments = {
                n: v.encode("utf-8", "replace").decode() if isinstance(v, str) else "7"
                for n, v in arguments.items()
            }
        status = world.ask(operation, "attacker", arguments).status_code
        if status >= 500:
            failed.append([operation, repr(arguments)[:200], status])
    for body in (
        b"",
        b"null",
        b"[]",
        b"\xff",
        b"{",
        b"[" * 5000,
        b'{"id":' * 5000,
        b"7",
        b'"a"',
        b"1" * 5000,
    ):
        for path in (
            "/rename/",
            "/protect/",
            "/aliases/",
            "/attachments/",
            "/import/",
            "/thumbnails/",
            "/reports/",
        ):
            headers = {"HTTP_X_ACME_TENANT": "attacker", "HTTP_X_ACME_USER": "someone"}
            client = Client(raise_request_exception=False)
            status = client.generic("POST", path, body, "application/json", **headers).status_code
            if status >= 500:
                failed.append([path, repr(body[:20]), status])
    world.close()
    return failed


def main(cases, chosen):
    make_tables()
    world = World()
    harmless = {
        f"{operation} as {tenant}": world.harmless(operation, tenant).status_code
        for operation in OPERATIONS
        for tenant in ("victim", "attacker")
        if operation not in ("rename", "delete")
    }
    for operation in ("rename", "delete"):
        for tenant in ("victim", "attacker"):
            world.harmless("upload", tenant)
            harmless[f"{operation} as {tenant}"] = world.harmless(operation, tenant).status_code
    world.close()
    trespasses, failed = {}, []
    for operation in chosen or OPERATIONS:
        found, failures = attack(operation)
        trespasses[operation] = sorted(found)
        failed += failures
    print(json.dumps({"harmless": harmless, "trespasses": trespasses, "failed": failed + odd(cases)}))


main(int(sys.argv[1]), sys.argv[2:])
