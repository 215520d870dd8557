"""Keys that two ways lead to, and their injective twins. A folder belongs to who first named it; `tenant` is who asks."""

import functools
import hashlib
import json

import boto3
from boto3.dynamodb.conditions import Key

OWNERS = {}


@functools.lru_cache(maxsize=None)
def papers():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("papers")


def enter(tenant, folder):
    if OWNERS.setdefault(folder, tenant) != tenant:
        raise PermissionError("that is another's folder")


def save(key, tenant, text, sort="paper"):
    papers().put_item(Item={"pk": key, "sk": sort, "ownr": tenant, "text": text})


def read(key):
    return papers().get_item(Key={"pk": key, "sk": "paper"})["Item"]["text"]


def save_joined(tenant, folder, name, text):
    enter(tenant, folder)
    save(folder + name, tenant, text)


def read_joined(tenant, folder, name):
    enter(tenant, folder)
    return read(folder + name)


def save_marked(tenant, folder, name, text):
    enter(tenant, folder)
    save("m#" + folder + "#" + name, tenant, text)


def read_marked(tenant, folder, name):
    enter(tenant, folder)
    return read("m#" + folder + "#" + name)


def save_topic(tenant, folder, topic, name, text):
    enter(tenant, folder)
    save(":".join(["t", folder, topic, name]), tenant, text)


def read_topic(tenant, folder, name):
    """Shorter than what was saved: a colon in a part makes up for the part that is missing."""
    enter(tenant, folder)
    return read(":".join(["t", folder, name]))


def save_folded(tenant, folder, name, text):
    enter(tenant, folder)
    save("f#" + folder.lower() + "#" + name, tenant, text)


def read_folded(tenant, folder, name):
    enter(tenant, folder)
    return read("f#" + folder.lower() + "#" + name)


def save_listed(tenant, folder, name, text):
    enter(tenant, folder)
    save("LIST", tenant, text, folder + "/" + name)


def list_folder(tenant, folder):
    enter(tenant, folder)
    rows = papers().query(KeyConditionExpression=Key("pk").eq("LIST") & Key("sk").begins_with(folder))
    return [row["text"] for row in rows["Items"]]


def list_whole(tenant, folder):
    enter(tenant, folder)
    rows = papers().query(KeyConditionExpression=Key("pk").eq("LIST") & Key("sk").begins_with(folder + "/"))
    return [row["text"] for row in rows["Items"]]


def save_exact(tenant, folder, name, text):
    enter(tenant, folder)
    save(json.dumps([folder, name]), tenant, text)


def read_exact(tenant, folder, name):
    enter(tenant, folder)
    return read(json.dumps([folder, name]))


def save_owned(tenant, folder, name, text):
    save(tenant + "#" + folder + "#" + name, tenant, text)


def read_owned(tenant, folder, name):
    return read(tenant + "#" + folder + "#" + name)


def save_hashed(tenant, folder, name, text):
    enter(tenant, folder)
    save(hashlib.sha256(folder.encode()).hexdigest() + "-" + folder.upper() + name.encode().hex(), tenant, text)


def read_hashed(tenant, folder, name):
    enter(tenant, folder)
    return read(hashlib.sha256(folder.encode()).hexdigest() + "-" + folder.upper() + name.encode().hex())
