"""The two DynamoDB tables: `acme-assets` (keys pk and sk) and `acme-profiles` (key pk)."""

from functools import cache

import boto3
from django.conf import settings


@cache
def table(name):
    return boto3.resource("dynamodb", region_name=settings.AWS_REGION).Table(name)


def assets():
    return table("acme-assets")


def profiles():
    return table("acme-profiles")
