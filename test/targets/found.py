"""Items found by an index or a filter: planted faults and their corrected twins. `ref` is what the tenant sent."""

import functools
import zlib

import boto3
from boto3.dynamodb.conditions import Attr, Key


@functools.lru_cache(maxsize=None)
def papers():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("papers")


def make(tenant, ref, text):
    states = {"public": False, "visibility": "private", "copies": 0}
    item = {"pk": tenant + "#" + ref, "sk": "paper", "owner": tenant, "ref": ref, "text": text, **states}
    papers().put_item(Item=item)
    return ref


def by_index(ref):
    rows = papers().query(IndexName="by-ref", KeyConditionExpression=Key("ref").eq(ref))["Items"]
    return rows[0] if rows else None


def by_filter(ref):
    rows = papers().scan(FilterExpression=Attr("ref").eq(ref))["Items"]
    return rows[0] if rows else None


def refuse(item, tenant):
    """Another's paper is refused in other words than one that is not there."""
    if item is None:
        raise LookupError("there is no such paper")
    if item["owner"] != tenant:
        raise PermissionError("not yours")
    return item["text"]


def refuse_by_index(tenant, ref):
    return refuse(by_index(ref), tenant)


def refuse_by_filter(tenant, ref):
    return refuse(by_filter(ref), tenant)


def read_by_index(tenant, ref):
    return by_index(ref)["text"]


def read_by_filter(tenant, ref):
    return by_filter(ref)["text"]


def checksum_by_index(tenant, ref):
    """Tells something that depends on the content, and no word of it."""
    return zlib.crc32(by_index(ref)["text"].encode())


def checksum_of_ref(tenant, key):
    """The same of what an index has for a key, where the item is found by another one."""
    return zlib.crc32(papers().get_item(Key={"pk": key, "sk": "paper"})["Item"]["ref"].encode())


def make_key(tenant, ref, text):
    return tenant + "#" + make(tenant, ref, text)


def read_public(tenant, ref):
    """Another's paper is shown where it is public, and is not there where it is not."""
    item = by_index(ref)
    if item is None or (item["owner"] != tenant and not item["public"]):
        raise LookupError("there is no such paper")
    return item["text"]


def read_unless_private(tenant, ref):
    item = by_index(ref)
    if item is None or (item["owner"] != tenant and item["visibility"] == "private"):
        raise LookupError("there is no such paper")
    return item["text"]


def state(tenant, ref):
    """Tells a state of another's paper, and nothing else of it."""
    return by_index(ref)["public"]


def copies(tenant, ref):
    return int(by_index(ref)["copies"]) > 0


def comment(tenant, ref):
    """Whoever may read a paper may write about it; nothing of it is told."""
    read_public(tenant, ref)
    return "thank you"


def read_or_gone(tenant, ref):
    """A refusal says why."""
    item = by_index(ref)
    if not item["public"]:
        raise LookupError("there is no such paper")
    return refuse(item, tenant)


def looks_empty(tenant, ref):
    """Refuses with an answer like any other."""
    item = by_index(ref)
    return {"text": item["text"] if item["public"] else None}
