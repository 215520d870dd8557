"""Everything that is stored."""

import os
import uuid
from datetime import datetime, timezone

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

REGION = os.getenv("AWS_DEFAULT_REGION", "eu-west-1")


def now() -> datetime:
    return datetime.now(timezone.utc)


def new_id() -> str:
    return uuid.uuid4().hex


class Account(Model):
    class Meta:
        table_name = "tickets-accounts"
        region = REGION
        billing_mode = "PAY_PER_REQUEST"

    email = UnicodeAttribute(hash_key=True)
    workspace = UnicodeAttribute()
    password = UnicodeAttribute()


class AssigneeIndex(GlobalSecondaryIndex):
    class Meta:
        index_name = "assignee-index"
        projection = AllProjection()
        billing_mode = "PAY_PER_REQUEST"

    assignee = UnicodeAttribute(hash_key=True)
    created = UTCDateTimeAttribute(range_key=True)


class Ticket(Model):
    class Meta:
        table_name = "tickets-tickets"
        region = REGION
        billing_mode = "PAY_PER_REQUEST"

    workspace = UnicodeAttribute(hash_key=True)
    ticket_id = UnicodeAttribute(range_key=True, default_for_new=new_id)
    title = UnicodeAttribute()
    text = UnicodeAttribute(default="")
    status = UnicodeAttribute(default="open")
    priority = NumberAttribute(default=3)
    assignee = UnicodeAttribute(default="nobody")
    tags = ListAttribute(of=UnicodeAttribute, default=list)
    created = UTCDateTimeAttribute(default_for_new=now)
    by_assignee = AssigneeIndex()

    def as_dict(self) -> dict:
        return {
            "workspace": self.workspace,
            "id": self.ticket_id,
            "title": self.title,
            "text": self.text,
            "status": self.status,
            "priority": self.priority,
            "assignee": self.assignee,
            "tags": list(self.tags),
            "created": self.created.isoformat(),
        }


class Comment(Model):
    class Meta:
        table_name = "tickets-comments"
        region = REGION
        billing_mode = "PAY_PER_REQUEST"

    ticket_id = UnicodeAttribute(hash_key=True)
    comment_id = UnicodeAttribute(range_key=True, default_for_new=new_id)
    author = UnicodeAttribute()
    text = UnicodeAttribute()

    def as_dict(self) -> dict:
        return {"id": self.comment_id, "author": self.author, "text": self.text}


MODELS = (Account, Ticket, Comment)
