"""Lambda: makes a preview of every new attachment, the first bytes of it."""
import os

import boto3
from boto3.dynamodb.types import TypeDeserializer

deserializer = TypeDeserializer()


def handler(event, context):
    bucket = os.environ.get('CRM_BUCKET', 'crm-attachments')
    s3 = boto3.client('s3', region_name=os.environ.get('AWS_REGION', 'us-east-1'))
    made = 0
    for record in event['Records']:
        if record['eventName'] == 'REMOVE':
            continue
        item = {k: deserializer.deserialize(v) for k, v in record['dynamodb'].get('NewImage', {}).items()}
        if item.get('type') != 'file':
            continue
        content = s3.get_object(Bucket=bucket, Key=item['key'])['Body'].read(256)
        s3.put_object(Bucket=bucket, Key='previews/' + item['name'], Body=content)
        made += 1
    return {'made': made}
