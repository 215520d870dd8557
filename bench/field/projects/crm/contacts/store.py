"""One table for everything.

PK               SK                          what
T#<tenant>       CONTACT#<id>                a contact
T#<tenant>       DEAL#<contact>#<id>         a deal; GSI1: T#<tenant>#STAGE / <stage>#<id>
T#<tenant>       NOTE#<contact>#<id>         a note
T#<tenant>       FILE#<key>                  an attachment
EMAIL#<email>    CONTACT                     the contact with an address
"""
import uuid
from datetime import datetime, timezone

import boto3
from boto3.dynamodb.conditions import Key
from django.conf import settings


def table():
    return boto3.resource('dynamodb', region_name=settings.AWS_REGION).Table(settings.CRM_TABLE)


def s3():
    return boto3.client('s3', region_name=settings.AWS_REGION)


def pk(tenant):
    return 'T#%s' % tenant


def new_id():
    return uuid.uuid4().hex[:12]


def now():
    return datetime.now(timezone.utc).isoformat(timespec='seconds')


def public(item):
    return {k: v for k, v in item.items() if k not in ('PK', 'SK', 'GSI1PK', 'GSI1SK')}


def query(tenant, prefix):
    found = table().query(
        KeyConditionExpression=Key('PK').eq(pk(tenant)) & Key('SK').begins_with(prefix))
    return [public(item) for item in found['Items']]


def get_contact(tenant, contact_id):
    return table().get_item(Key={'PK': pk(tenant), 'SK': 'CONTACT#' + contact_id}).get('Item')


def put_contact(tenant, contact):
    item = {'PK': pk(tenant), 'SK': 'CONTACT#' + contact['id'], 'type': 'contact', **contact}
    with table().batch_writer() as batch:
        batch.put_item(Item=item)
        if contact.get('email'):
            batch.put_item(Item={'PK': 'EMAIL#' + contact['email'].lower(), 'SK': 'CONTACT', **contact})


def delete_contact(tenant, contact):
    table().delete_item(Key={'PK': pk(tenant), 'SK': 'CONTACT#' + contact['id']})


def contact_by_email(email):
    return table().get_item(Key={'PK': 'EMAIL#' + email.lower(), 'SK': 'CONTACT'}).get('Item')


def put_deal(tenant, contact_id, title, stage, amount):
    deal_id = new_id()
    item = {
        'PK': pk(tenant), 'SK': f'DEAL#{contact_id}#{deal_id}',
        'GSI1PK': pk(tenant) + '#STAGE', 'GSI1SK': f'{stage}#{deal_id}',
        'type': 'deal', 'id': deal_id, 'title': title, 'stage': stage, 'amount': amount,
    }
    table().put_item(Item=item)
    return public(item)


def deals_in_stage(tenant, stage):
    found = table().query(
        IndexName='GSI1',
        KeyConditionExpression=Key('GSI1PK').eq(pk(tenant) + '#STAGE') & Key('GSI1SK').begins_with(stage))
    return [public(item) for item in found['Items']]


def put_note(tenant, contact_id, text):
    item = {'PK': pk(tenant), 'SK': f'NOTE#{contact_id}#{now()}{new_id()}', 'type': 'note', 'text': text, 'at': now()}
    table().put_item(Item=item)
    return public(item)


def put_file(tenant, key, name, size):
    item = {'PK': pk(tenant), 'SK': 'FILE#' + key, 'type': 'file', 'key': key, 'name': name, 'size': size}
    table().put_item(Item=item)
    return public(item)


def get_file(tenant, key):
    return table().get_item(Key={'PK': pk(tenant), 'SK': 'FILE#' + key}).get('Item')


def delete_file(tenant, key):
    table().delete_item(Key={'PK': pk(tenant), 'SK': 'FILE#' + key})
