"""Consumers that handle the records of a batch together, and their corrected twins."""

import functools
import posixpath
import uuid

import boto3

BUCKET = "assets"


@functools.lru_cache(maxsize=None)
def s3():
    return boto3.client("s3", region_name="eu-central-1")


def put(tenant, name, content):
    key = tenant + "/" + name
    s3().put_object(Bucket=BUCKET, Key=key, Body=content.encode())
    return key


def images(event):
    return [record["dynamodb"]["NewImage"] for record in event["Records"]]


def preview(image, content=None):
    """Copies a tenant's own object; raises for what is no text."""
    tenant, key = image["tenant"]["S"], image["key"]["S"]
    if key.startswith(tenant + "/"):
        content = content or s3().get_object(Bucket=BUCKET, Key=key)["Body"].read()
        s3().put_object(Bucket=BUCKET, Key=tenant + "/preview", Body=content)


def together(event, context):
    """What one record raises ends the batch, which counts as done."""
    try:
        for image in images(event):
            preview(image)
    except KeyError:
        print("bad record")


def up_to_bad(event, context):
    for image in images(event):
        if "S" not in image.get("key", {}):
            return
        preview(image)


def each(event, context):
    failed = []
    for record in event["Records"]:
        try:
            preview(record["dynamodb"]["NewImage"])
        except Exception:
            failed.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
    return {"batchItemFailures": failed}


def each_skipped(event, context):
    for image in images(event):
        try:
            preview(image)
        except Exception:
            print("bad record")


def up_to_failed(event, context):
    """Gives back the first that fails: what is behind it is delivered again with it."""
    for record in event["Records"]:
        try:
            preview(record["dynamodb"]["NewImage"])
        except Exception:
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def raises(event, context):
    """The whole batch is delivered again."""
    for image in images(event):
        preview(image)


def counted(event, context):
    """What it writes differs with the number of records, and from run to run."""
    all_images = [image for image in images(event) if "S" in image.get("key", {})]
    for image in all_images:
        tenant = image["tenant"]["S"]
        s3().put_object(Bucket=BUCKET, Key=tenant + "/last", Body=b"%d" % len(all_images))
        s3().put_object(Bucket=BUCKET, Key=tenant + "/run", Body=uuid.uuid4().bytes)
        s3().put_object(Bucket=BUCKET, Key="log/" + uuid.uuid4().hex, Body=b"seen")


def by_base_name(event, context, tenant_of=lambda image: ""):
    """Fetches what has one name once."""
    fetched = {}
    for image in images(event):
        key = image.get("key", {}).get("S", "")
        name = (tenant_of(image), posixpath.basename(key))
        if name not in fetched and key.startswith(image["tenant"]["S"] + "/"):
            fetched[name] = s3().get_object(Bucket=BUCKET, Key=key)["Body"].read()
        if name in fetched:
            preview(image, fetched[name])


def by_base_name_of_tenant(event, context):
    by_base_name(event, context, lambda image: image["tenant"]["S"])
