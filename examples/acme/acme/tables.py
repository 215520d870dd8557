"""
The DynamoDB tables: `acme-assets` and `acme-tasks` (keys pk and sk; tasks also by board, in the index `by-board`), and
`acme-profiles` (key pk).
"""

from functools import cache

import boto3
from django.conf import settings


@cache
def resource():
    return boto3.resource("dynamodb", region_name=settings.AWS_REGION)


@cache
def table(name):
    return resource().Table(name)


def assets():
    return table("acme-assets")


def profiles():
    return table("acme-profiles")


def tasks():
    return table("acme-tasks")
