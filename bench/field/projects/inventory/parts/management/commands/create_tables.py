import boto3
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Creates the DynamoDB tables that are missing"

    def handle(self, *args, **options):
        dynamodb = boto3.resource("dynamodb", region_name=settings.DYNAMODB_REGION)
        existing = {table.name for table in dynamodb.tables.all()}
        for definition in definitions():
            if definition["TableName"] in existing:
                self.stdout.write("exists  %s" % definition["TableName"])
                continue
            dynamodb.create_table(BillingMode="PAY_PER_REQUEST", **definition)
            self.stdout.write("created %s" % definition["TableName"])


def definitions():
    yield {
        "TableName": settings.PARTS_TABLE,
        "KeySchema": [
            {"AttributeName": "org", "KeyType": "HASH"},
            {"AttributeName": "sku", "KeyType": "RANGE"},
        ],
        "AttributeDefinitions": [
            {"AttributeName": "org", "AttributeType": "S"},
            {"AttributeName": "sku", "AttributeType": "S"},
            {"AttributeName": "location", "AttributeType": "S"},
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by-location",
                "KeySchema": [
                    {"AttributeName": "location", "KeyType": "HASH"},
                    {"AttributeName": "sku", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    }
    yield {
        "TableName": settings.MOVEMENTS_TABLE,
        "KeySchema": [
            {"AttributeName": "part", "KeyType": "HASH"},
            {"AttributeName": "at", "KeyType": "RANGE"},
        ],
        "AttributeDefinitions": [
            {"AttributeName": "part", "AttributeType": "S"},
            {"AttributeName": "at", "AttributeType": "S"},
        ],
    }
    for name in (settings.COUNTS_TABLE, settings.LABELS_TABLE):
        yield {
            "TableName": name,
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        }
