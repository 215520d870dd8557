"""Identifiers that are handed out: such as others can guess, and such as they cannot. `tenant` is who asks."""

import functools
import hashlib
import hmac
import itertools
import secrets
import time
import uuid

import boto3

COUNTER = itertools.count(1000)
SECRET = secrets.token_bytes(16)


@functools.lru_cache(maxsize=None)
def notes():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("notes")


def keep(tenant, id, title):
    notes().put_item(Item={"pk": tenant, "sk": str(id), "title": title})
    return {"id": id, "title": title}


def counted(tenant, title):
    return keep(tenant, next(COUNTER), title)


def timed(tenant, title):
    return keep(tenant, tenant + "-" + str(time.time_ns()), title)


def by_machine(tenant, title):
    return keep(tenant, str(uuid.uuid1()), title)


def hashed(tenant, title):
    return keep(tenant, hashlib.md5(f"{tenant}:{title}".encode()).hexdigest()[:12], title)


def by_content(tenant, content):
    return keep(tenant, hashlib.sha256(content).hexdigest(), "content")


def random_number(tenant, title):
    return keep(tenant, secrets.randbelow(10**12), title)


def random_uuid(tenant, title):
    return keep(tenant, str(uuid.uuid4()), title)


def chosen(tenant, title):
    return keep(tenant, title, title)


def signed(tenant, title):
    return keep(tenant, hmac.new(SECRET, f"{tenant}:{title}".encode(), "sha256").hexdigest(), title)


def read(tenant, id):
    return notes().get_item(Key={"pk": tenant, "sk": str(id)})["Item"]["title"]
