"""Names that all tenants take from one pool: locks, rooms, stores by content. `tenant` is who asks."""

import contextlib
import functools
import hashlib
import os

import boto3
from boto3.dynamodb.conditions import Attr


@functools.lru_cache(maxsize=None)
def notes():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("notes")


def key(kind, name):
    return {"pk": f"{kind}#{name}", "sk": "-"}


def place(root, kind, name):
    os.makedirs(os.path.join(root, kind), exist_ok=True)
    return os.path.join(root, kind, os.path.basename(name))


def lock(root, tenant, name):
    """A lock file stays, and is as empty as before."""
    with open(place(root, "locks", name), "w"):
        pass


def lock_signed(root, tenant, name):
    """Whoever locks last signs, in another's place too."""
    with open(place(root, "signed", name), "w") as file:
        file.write(tenant)


def lock_item(root, tenant, name):
    """Made and taken away again, by whoever comes."""
    notes().put_item(Item={**key("lock", name), "holder": tenant}, ConditionExpression=Attr("pk").not_exists())
    with contextlib.suppress(ValueError):
        notes().update_item(
            Key=key("lock", name), UpdateExpression="SET used = :one", ExpressionAttributeValues={":one": 1}
        )
    notes().delete_item(Key=key("lock", name))


def hold(root, tenant, name):
    notes().put_item(Item={**key("held", name), "holder": tenant}, ConditionExpression=Attr("pk").not_exists())


def break_lock(root, tenant, name):
    """Takes away what another holds."""
    notes().delete_item(Key=key("held", name))


def store(root, tenant, name):
    """By content: the same content is the same thing, in a file and in an item."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    path = place(root, "store", digest)
    with open(f"{path}.{tenant}", "w") as file:
        file.write(name)
    os.replace(f"{path}.{tenant}", path)
    notes().put_item(Item={**key("content", digest), "text": name})


def store_signed(root, tenant, name):
    digest = hashlib.sha256(name.encode()).hexdigest()
    notes().put_item(Item={**key("signed", digest), "text": name, "last": tenant})


def enter(root, tenant, name):
    """A room is one's own until one leaves."""
    notes().put_item(Item={**key("room", name), "owner": tenant}, ConditionExpression=Attr("pk").not_exists())
    with open(place(root, "rooms", name), "x") as file:
        file.write(tenant)


def leave(root, tenant, name):
    notes().delete_item(Key=key("room", name), ConditionExpression=Attr("owner").eq(tenant))
    os.unlink(place(root, "rooms", name))


def enter_anyway(root, tenant, name):
    notes().put_item(Item={**key("room", name), "owner": tenant})
    with open(place(root, "rooms", name), "w") as file:
        file.write(tenant)
