"""Planted faults on objects and their corrected twins. `tenant` is who asks; `key` is what the tenant sent."""

import functools
import html
import io
import json
import posixpath

import boto3
from botocore.config import Config

BUCKET = "assets"


@functools.lru_cache(maxsize=None)
def s3():
    return boto3.client("s3", region_name="eu-central-1")


def make(tenant, name, content):
    key = tenant + "/" + name
    s3().put_object(Bucket=BUCKET, Key=key, Body=content.encode(), Metadata={"owner": tenant})
    return key


def read(tenant, key):
    return s3().get_object(Bucket=BUCKET, Key=key)["Body"].read()


def read_by_thread(tenant, key):
    """The client library reads in a thread of its own."""
    into = io.BytesIO()
    s3().download_fileobj(BUCKET, key, into)
    return into.getvalue()


def read_and_refuse(tenant, key):
    """Fetches first and looks whose it is: nothing of it is told."""
    found = s3().get_object(Bucket=BUCKET, Key=key)
    if found["Metadata"].get("owner") != tenant:
        raise LookupError("there is no such object")
    return found["Body"].read()


def read_safely(tenant, key):
    if not key.startswith(tenant + "/"):
        raise LookupError("there is no such object")
    return s3().get_object(Bucket=BUCKET, Key=key)["Body"].read()


def read_normalised(tenant, key):
    """Checks the key as it was sent, and asks for another one."""
    if not key.startswith(tenant + "/"):
        raise LookupError("there is no such object")
    return s3().get_object(Bucket=BUCKET, Key=posixpath.normpath(key))["Body"].read()


def checksum(tenant, key):
    """Tells something that depends on the content, and no word of it."""
    return sum(s3().get_object(Bucket=BUCKET, Key=key)["Body"].read())


def size(tenant, key):
    """Tells what the head says of the content."""
    return s3().head_object(Bucket=BUCKET, Key=key)["ETag"]


def attach(tenant, name):
    """Keeps to a folder of the tenant's by words alone: what is joined is tidied up afterwards."""
    key = posixpath.normpath(posixpath.join(tenant, "papers", "new", name))
    s3().put_object(Bucket=BUCKET, Key=key, Body=b"attached")


def attach_later(tenant, name):
    """An address to upload to, of which the answer tells the key."""
    key = posixpath.normpath(posixpath.join(tenant, "papers", "new", name))
    return {"key": key, "url": s3().generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": key})}


def attach_safely(tenant, name):
    s3().put_object(Bucket=BUCKET, Key=posixpath.join(tenant, "papers", "new", posixpath.basename(name)), Body=b"attached")


def names(tenant, prefix):
    """Lists whatever begins like the tenant asks."""
    return [entry["Key"] for entry in s3().list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])]


def names_safely(tenant, prefix):
    return names(tenant, tenant + "/" + prefix)


def write(tenant, key):
    s3().put_object(Bucket=BUCKET, Key=key, Body=b"overwritten")


def write_safely(tenant, key):
    if key.startswith(tenant + "/"):
        s3().put_object(Bucket=BUCKET, Key=key, Body=b"overwritten")


def copy(tenant, key):
    s3().copy_object(Bucket=BUCKET, Key=key, CopySource={"Bucket": BUCKET, "Key": tenant + "/seed"})


def seed(tenant):
    s3().put_object(Bucket=BUCKET, Key=tenant + "/seed", Body=b"seed")


def delete(tenant, key):
    s3().delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": key}]})


def delete_safely(tenant, key):
    if key.startswith(tenant + "/"):
        s3().delete_object(Bucket=BUCKET, Key=key)


def share(tenant, key):
    """Signs whatever key it is sent: nothing goes over the wire."""
    return {"url": s3().generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": key})}


def share_safely(tenant, key):
    if not key.startswith(tenant + "/"):
        raise LookupError("there is no such object")
    return share(tenant, key)


@functools.lru_cache(maxsize=None)
def s3_of_old():
    return boto3.client("s3", region_name="us-east-1", config=Config(signature_version="s3"))


def share_of_old(tenant, key):
    """The same with signatures of version 2, within a page."""
    url = s3_of_old().generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": key})
    return '<a href="' + html.escape(url) + '">'


def upload_address(tenant, key):
    return s3().generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": key, "ContentType": "text/plain"})


def upload_form(tenant, key):
    return s3().generate_presigned_post(BUCKET, key)


def upload_form_of_old(tenant, key):
    """The same with signatures of version 2, in which base64 may be escaped."""
    form = s3_of_old().generate_presigned_post(BUCKET, key)
    return json.dumps(form).replace("/", "\\/")


def upload_form_safely(tenant, key):
    return s3().generate_presigned_post(BUCKET, tenant + "/" + posixpath.basename(key))


def upload_form_below(tenant, key):
    """Whoever uploads says the end of the key."""
    return s3().generate_presigned_post(BUCKET, posixpath.dirname(key) + "/${filename}")


def upload_form_below_safely(tenant, key):
    return s3().generate_presigned_post(BUCKET, tenant + "/${filename}")


def upload_form_unsigned(tenant, key):
    """Without its signature a form opens nothing."""
    form = s3().generate_presigned_post(BUCKET, key)
    return {"policy": form["fields"]["policy"]}


def delete_address(tenant, key):
    return s3().generate_presigned_url("delete_object", Params={"Bucket": BUCKET, "Key": key})


def address_of_others(tenant, key):
    """An address without a signature opens nothing."""
    return s3().generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": key}).split("?")[0]


def echo(tenant, key):
    return key
