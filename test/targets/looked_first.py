"""Objects that are looked for before they are put. `tenant` is who asks."""

import functools

import boto3
from botocore.exceptions import ClientError


@functools.lru_cache(maxsize=None)
def s3():
    return boto3.client("s3", region_name="eu-central-1")


def is_free(key):
    try:
        s3().head_object(Bucket="shelves", Key=key)
    except ClientError:
        return True
    return False


def shelve(tenant, name):
    if not is_free(name):
        raise LookupError("taken")
    s3().put_object(Bucket="shelves", Key=name, Body=name.encode(), Metadata={"owner": tenant})


def shelve_own(tenant, name):
    if not is_free(f"{tenant}/{name}"):
        raise LookupError("taken")
    s3().put_object(Bucket="shelves", Key=f"{tenant}/{name}", Body=name.encode(), Metadata={"owner": tenant})
