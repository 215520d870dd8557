"""What refusals leave behind: remainders and bookkeeping. `tenant` is who asks."""

import functools
import os
import uuid

import boto3


@functools.lru_cache(maxsize=None)
def notes():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("notes")


def put(**item):
    """The one line by which everything is written."""
    notes().put_item(Item=item)


def audit(root, tenant, what, **more):
    """Who asked for what, whatever comes of it: in the table and in a file each."""
    put(pk="AUDIT#" + tenant, sk=uuid.uuid4().hex, what=what, **more)
    with open(os.path.join(root, uuid.uuid4().hex + ".audit"), "w") as log:
        log.write(what)


def check(root, tenant, title):
    if len(title) > 40:
        audit(root, tenant, "refused", reason="too long")
        raise ValueError("too long")


def keep(root, tenant, id, title):
    put(pk=tenant, sk=id, title=title)
    with open(os.path.join(root, id + ".note"), "w") as note:
        note.write(title)


def make(root, tenant, title):
    check(root, tenant, title)
    audit(root, tenant, "make")
    id = uuid.uuid4().hex
    keep(root, tenant, id, title)
    return id


def make_too_early(root, tenant, title):
    """Keeps first, and looks then."""
    keep(root, tenant, uuid.uuid4().hex, title)
    check(root, tenant, title)


def rename(root, tenant, id, title):
    check(root, tenant, title)
    audit(root, tenant, "rename")
    notes().update_item(Key={"pk": tenant, "sk": id}, UpdateExpression="SET title = :t", ExpressionAttributeValues={":t": title})
