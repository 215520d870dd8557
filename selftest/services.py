"""
One careless target for each way to another tenant's object, by its key or by a record of a stream, and its corrected
twin. Objects have their tenant's name as a prefix and their owner in the metadata.
"""

import functools
import posixpath

import boto3
from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError

BUCKET = "things"


@functools.lru_cache(maxsize=None)
def _s3():
    return boto3.client("s3", region_name="eu-central-1")


def _body(key):
    return _s3().get_object(Bucket=BUCKET, Key=key)["Body"].read().decode()


def _put(actor, key, text):
    _s3().put_object(Bucket=BUCKET, Key=key, Body=text.encode(), Metadata={"owner": actor})


def _names(prefix):
    found = _s3().list_objects_v2(Bucket=BUCKET, Prefix=prefix)
    return [entry["Key"] for entry in found.get("Contents", [])]


def _refuse_others(actor, key):
    """A missing object belongs to nobody."""
    try:
        found = _s3().head_object(Bucket=BUCKET, Key=key)
    except ClientError:
        return
    if found["Metadata"].get("owner") != actor:
        raise LookupError("another's")


def keep(actor, name):
    key = actor + "/" + name.replace("/", "_")
    _put(actor, key, name)
    return key


def fetch_tidied(actor, key):
    """Checks another key than it fetches."""
    if not key.startswith(actor + "/"):
        raise LookupError("another's")
    return _body(posixpath.normpath(key))


def fetch(actor, key):
    if not key.startswith(actor + "/"):
        raise LookupError("another's")
    return _body(key)


def fetch_unclaimed(actor, key):
    """Looks the key up as it is, but fetches it without the part behind the name."""
    _refuse_others(actor, key)
    return _body(posixpath.normpath(key))


def fetch_claimed(actor, key):
    tidy = posixpath.normpath(key)
    _refuse_others(actor, tidy)
    return _body(tidy)


def names(actor, prefix):
    """Does not see that another tenant's name may begin with one's own."""
    if not prefix.startswith(actor):
        raise LookupError("another's")
    return _names(prefix)


def names_below(actor, prefix):
    return _names(actor + "/" + prefix)


def _images(event):
    for record in event["Records"]:
        yield tuple(
            {name: TypeDeserializer().deserialize(value) for name, value in record["dynamodb"].get(image, {}).items()}
            for image in ("NewImage", "OldImage")
        )


def _is_own(image):
    key = image.get("key")
    return isinstance(key, str) and key.startswith(image.get("tenant", "") + "/")


def note_by_base(event, context):
    """Does not see that two keys may have the same base name."""
    for new, _ in _images(event):
        if _is_own(new):
            _put(new["tenant"], "notes/" + posixpath.basename(new["key"]), new["key"])


def note_by_tenant(event, context):
    for new, _ in _images(event):
        if _is_own(new):
            _put(new["tenant"], "notes/" + new["tenant"] + "/" + posixpath.basename(new["key"]), new["key"])


def fetch_before(event, context):
    """Checks the new image of the item, but fetches by the old one."""
    return [_body(old.get("key") or new["key"]) for new, old in _images(event) if _is_own(new)]


def fetch_after(event, context):
    return [_body(new["key"]) for new, _ in _images(event) if _is_own(new)]


def fetch_each_once(event, context):
    """Remembers a record as seen although it was refused."""
    seen, fetched = set(), []
    for new, _ in _images(event):
        if new.get("key") in seen or _is_own(new):
            fetched.append(_body(new["key"]))
        seen.add(new.get("key"))
    return fetched


def fetch_by_text(event, context):
    """Checks texts only."""
    fetched = []
    for new, _ in _images(event):
        key = new.get("key")
        if isinstance(key, str) and not _is_own(new):
            continue
        fetched += [_body(one) for one in (key if isinstance(key, list) else [key])]
    return fetched
