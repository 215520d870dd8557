"""Titles that several operations keep in one attribute: one looks at them, the others do or do not. `tenant` is who asks."""

import functools
import os
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


def put_under(tenant, prefix, title):
    notes().put_item(Item={"pk": tenant, "sk": f"{prefix}#{title}"})


def add_label(tenant, title):
    check(title)
    put_under(tenant, "LABEL", title)


def add_label_unchecked(tenant, title):
    put_under(tenant, "LABEL", title)


def add_mark(tenant, title):
    """Another kind of thing, whose names may be anything, in the key that keeps them all."""
    put_under(tenant, "MARK", title)


def put_file(root, folder, title):
    os.makedirs(os.path.join(root, folder), exist_ok=True)
    with open(os.path.join(root, folder, title.replace("/", "_")), "w"):
        pass


def file_report(root, title):
    check(title)
    put_file(root, "reports", title)


def file_report_unchecked(root, title):
    put_file(root, "reports", title)


def file_picture(root, title):
    put_file(root, "pictures", title)
