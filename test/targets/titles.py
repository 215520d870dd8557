"""Titles that several operations keep in one attribute: one looks at them, the others do or do not. `tenant` is who asks."""

import functools
import re
import uuid

import boto3


@functools.lru_cache(maxsize=None)
def notes():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("notes")


def keep(tenant, title):
    id = uuid.uuid4().hex
    notes().put_item(Item={"pk": tenant, "sk": id, "title": title})
    return id


def check(title):
    if not re.fullmatch(r"\w{1,40}", title):
        raise ValueError("that is no title")


def add(tenant, title):
    check(title)
    return keep(tenant, title)


def add_unchecked(tenant, title):
    return keep(tenant, title)


def add_checked(tenant, title):
    check(title)
    return keep(tenant, title)


def add_comment(tenant, comment):
    """Kept elsewhere, where anything may stand."""
    notes().put_item(Item={"pk": tenant, "sk": uuid.uuid4().hex, "comment": comment})


def add_tag(tenant, title):
    """Keys of one kind in the attribute in which keys of another kind are looked at."""
    check(title)
    notes().put_item(Item={"pk": tenant, "sk": "TAG#" + title})


def add_label(tenant, title):
    notes().put_item(Item={"pk": tenant, "sk": "LABEL#" + title})


def add_tag_unchecked(tenant, title):
    notes().put_item(Item={"pk": tenant, "sk": "TAG#" + title})
