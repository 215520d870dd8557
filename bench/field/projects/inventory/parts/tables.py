import boto3
from django.conf import settings


def _table(name):
    return boto3.resource("dynamodb", region_name=settings.DYNAMODB_REGION).Table(name)


def parts_table():
    return _table(settings.PARTS_TABLE)


def movements_table():
    return _table(settings.MOVEMENTS_TABLE)


def counts_table():
    return _table(settings.COUNTS_TABLE)


def labels_table():
    return _table(settings.LABELS_TABLE)
