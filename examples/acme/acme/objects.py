"""The S3 bucket that keeps originals. Keys are opaque there: `..` in one is two dots."""

from functools import cache

import boto3
from django.conf import settings

BUCKET = "acme-originals"


@cache
def client():
    return boto3.client("s3", region_name=settings.AWS_REGION)


def put(key, content):
    client().put_object(Bucket=BUCKET, Key=key, Body=content)


def get(key):
    """The content of an object; None where there is none."""
    try:
        return client().get_object(Bucket=BUCKET, Key=key)["Body"].read()
    except client().exceptions.NoSuchKey:
        return None
