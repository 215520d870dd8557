"""Steps that put what another tenant keeps into something of their own tenant's, and their corrected twins."""

import functools
import os
import posixpath
import uuid

import boto3

BUCKET = "assets"

#: What no store shows: title and owner by number.
ROWS: dict = {}


@functools.lru_cache(maxsize=None)
def notes():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("notes")


@functools.lru_cache(maxsize=None)
def s3():
    return boto3.client("s3", region_name="eu-central-1")


def save(root, tenant, name, content):
    """One file of the tenant's own, one item by its id, one row in memory."""
    note = uuid.uuid4().hex
    write(root, tenant, name, content)
    notes().put_item(Item={"pk": "note", "sk": note, "tenant": tenant, "text": content})
    s3().put_object(Bucket=BUCKET, Key="%s/notes/%s" % (tenant, note), Body=content.encode())
    ROWS[note] = (tenant, content)
    return note


def write(root, tenant, name, content):
    folder = os.path.join(root, "homes", tenant)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, os.path.basename(name)), "w") as out:
        out.write(content)


def read(root, tenant, name):
    with open(os.path.join(root, "homes", tenant, name)) as file:
        return file.read()


def item(note):
    return notes().get_item(Key={"pk": "note", "sk": note})["Item"]


def item_to_file(root, tenant, note):
    write(root, tenant, "export.txt", item(note)["text"])


def item_to_file_own(root, tenant, note):
    found = item(note)
    if found["tenant"] == tenant:
        write(root, tenant, "export.txt", found["text"])


def length_to_file(root, tenant, note):
    """Only what depends on the item, under a name that is there already."""
    write(root, tenant, "length.txt", "x" * sum(map(ord, item(note)["text"])))


def length_to_file_own(root, tenant, note):
    found = notes().get_item(Key={"pk": "note", "sk": note}).get("Item", {"tenant": None})
    write(root, tenant, "length.txt", "x" * sum(map(ord, found["text"] if found["tenant"] == tenant else "")))


def row_to_file(root, tenant, note):
    write(root, tenant, "row-%s.txt" % note[:4], ROWS[note][1])


def row_to_file_own(root, tenant, note):
    owner, text = ROWS[note]
    if owner == tenant:
        write(root, tenant, "row-%s.txt" % note[:4], text)


def file_to_object(root, tenant, name):
    path = posixpath.join(root, "homes", tenant, name)
    with open(path, "rb") as file:
        s3().put_object(Bucket=BUCKET, Key=tenant + "/copy", Body=file.read())


def file_to_object_own(root, tenant, name):
    path = posixpath.join(root, "homes", tenant, posixpath.basename(name))
    with open(path, "rb") as file:
        s3().put_object(Bucket=BUCKET, Key=tenant + "/copy", Body=file.read())


def object_to_item(tenant, note, whose):
    body = s3().get_object(Bucket=BUCKET, Key="%s/notes/%s" % (whose, note))["Body"].read().decode()
    notes().put_item(Item={"pk": "copy", "sk": tenant, "text": body})


def object_to_item_own(tenant, note, whose):
    if whose != tenant:
        raise PermissionError(whose)
    object_to_item(tenant, note, whose)


def refuse_and_log(root, tenant, note):
    """What it refuses it logs, where no tenant looks, and counts in the tenant's own folder."""
    found = notes().get_item(Key={"pk": "note", "sk": note}).get("Item", {"tenant": None, "text": ""})
    if found["tenant"] != tenant:
        with open(os.path.join(root, "refused.log"), "a") as log:
            log.write("%s wanted %s\n" % (tenant, found["text"]))
        write(root, tenant, "refusals.txt", "one more")
        return "no"
    return "yes"


def refuse_in_own_log(root, tenant, note):
    """A refusal is no answer: what it notes is for whoever looks after the target."""
    found = notes().get_item(Key={"pk": "note", "sk": note}).get("Item", {"tenant": None, "text": ""})
    if found["tenant"] != tenant:
        write(root, tenant, "refused.txt", found["text"])
        raise PermissionError("no such note")


def pull(root, tenant, title):
    """News of all tenants, as each has them in its own folder."""
    news = [one["text"] for one in notes().scan()["Items"] if "text" in one]
    write(root, tenant, "news.txt", "\n".join([title, *news]))
