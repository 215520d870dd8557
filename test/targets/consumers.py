"""Stream consumers with planted faults, their corrected twins, and what writes the items that they are told of."""

import functools
import os
import posixpath
import tempfile
import uuid

import boto3

BUCKET = "assets"


@functools.lru_cache(maxsize=None)
def s3():
    return boto3.client("s3", region_name="eu-central-1")


@functools.lru_cache(maxsize=None)
def assets():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("assets")


def put(tenant, name, content):
    key = tenant + "/" + name
    s3().put_object(Bucket=BUCKET, Key=key, Body=content.encode())
    assets().put_item(Item={"pk": tenant, "sk": name, "tenant": tenant, "key": key})
    return key


def register(tenant, name, key):
    """Stores a key as it was sent."""
    assets().put_item(Item={"pk": tenant, "sk": name, "tenant": tenant, "key": key})


def preview(tenant):
    return s3().get_object(Bucket=BUCKET, Key=tenant + "/preview")["Body"].read()


def told(record, image):
    return {name: value.get("S", "") for name, value in record["dynamodb"].get(image, {}).items()}


def body(key):
    return s3().get_object(Bucket=BUCKET, Key=key)["Body"].read().decode()


def by_prefix(event, context):
    """Checks the prefix, then lets the path be tidied up; what it made of it is for the tenant to see."""
    assert context.get_remaining_time_in_millis() > 0 and context.aws_request_id
    for record in event["Records"]:
        image = told(record, "NewImage")
        if image.get("key", "").startswith(image["tenant"] + "/"):
            content = body(posixpath.normpath(image["key"]))
            s3().put_object(Bucket=BUCKET, Key=image["tenant"] + "/preview", Body=content.encode())


def by_prefix_with_log(event, context):
    """Fetches first and checks then; what it refused goes into a log that no tenant sees."""
    for record in event["Records"]:
        image = told(record, "NewImage")
        content = body(image["key"]) if image.get("key") else ""
        if image.get("key", "").startswith(image["tenant"] + "/"):
            s3().put_object(Bucket=BUCKET, Key=image["tenant"] + "/preview", Body=content.encode())
        else:
            s3().put_object(Bucket=BUCKET, Key="log/" + uuid.uuid4().hex, Body=content[:4].encode())


def by_prefix_safely(event, context):
    for record in event["Records"]:
        image = told(record, "NewImage")
        if image.get("key", "").startswith(image["tenant"] + "/"):
            s3().put_object(Bucket=BUCKET, Key=image["tenant"] + "/preview", Body=body(image["key"]).encode())


def old_key(event, context):
    """Checks the new image, and takes the old one's key."""
    seen = []
    for record in event["Records"]:
        new, old = told(record, "NewImage"), told(record, "OldImage")
        if new and new["key"].startswith(new["tenant"] + "/"):
            seen.append(body(old.get("key") or new["key"]))
    return seen


def old_key_safely(event, context):
    seen = []
    for record in event["Records"]:
        new, old = told(record, "NewImage"), told(record, "OldImage")
        key = old.get("key") or new.get("key", "")
        if new and key.startswith(new["tenant"] + "/"):
            seen.append(body(key))
    return seen


def to_shared_folder(record):
    """Downloads under the key's base name into the folder that everybody shares."""
    key = told(record, "NewImage")["key"]
    with open(os.path.join(tempfile.gettempdir(), posixpath.basename(key)), "wb") as file:
        s3().download_fileobj(BUCKET, key, file)


def to_own_file(record):
    with tempfile.NamedTemporaryFile() as file:
        s3().download_fileobj(BUCKET, told(record, "NewImage")["key"], file)


def look(event, context):
    """Answers what it was called with; touches one item."""
    assets().get_item(Key={"pk": "x", "sk": "x"})
    return event


def by_text(event, context):
    """Checks a key that is a text; what is a list of keys goes through unchecked."""
    for record in event["Records"]:
        image = record["dynamodb"].get("NewImage", {})
        tenant, key = image["tenant"]["S"], image["key"]
        keys = [key] if "S" in key else key.get("L", [])
        if "S" in key and not key["S"].startswith(tenant + "/"):
            continue
        for one in keys:
            s3().put_object(Bucket=BUCKET, Key=tenant + "/preview", Body=body(one["S"]).encode())


def by_text_safely(event, context):
    for record in event["Records"]:
        image = record["dynamodb"].get("NewImage", {})
        tenant, key = image["tenant"]["S"], image["key"].get("S")
        if key is not None and key.startswith(tenant + "/"):
            s3().put_object(Bucket=BUCKET, Key=tenant + "/preview", Body=body(key).encode())
