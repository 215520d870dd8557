"""Operations that reach the table and fail behind it. `tenant` is who asks."""

import functools

import boto3


@functools.lru_cache(maxsize=None)
def notes():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("notes")


def keep(tenant, id):
    notes().put_item(Item={"pk": tenant, "sk": id})


def always(tenant, id):
    keep(tenant, id)
    raise RuntimeError("no renderer is configured")


def victims_only(tenant, id):
    """Works for some."""
    keep(tenant, id)
    if tenant == "attacker":
        raise RuntimeError("no renderer is configured")
