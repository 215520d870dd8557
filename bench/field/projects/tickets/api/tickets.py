import base64
import binascii

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views import View
from django.views.decorators.http import require_GET, require_POST

from core.models import Ticket

from .http import problem, read_json

STATUSES = ("open", "pending", "closed")


def encode_cursor(last_key) -> str | None:
    # The workspace is that of the caller anyway, so the id is enough.
    return base64.urlsafe_b64encode(last_key["ticket_id"]["S"].encode()).decode() if last_key else None


def decode_cursor(workspace: str, cursor: str | None):
    if not cursor:
        return None
    ticket_id = base64.urlsafe_b64decode(cursor.encode()).decode()
    return {"workspace": {"S": workspace}, "ticket_id": {"S": ticket_id}}


def page_of(request) -> tuple[list[Ticket], str | None]:
    condition = None
    if request.GET.get("status"):
        condition = Ticket.status == request.GET["status"]
    if request.GET.get("tag"):
        tagged = Ticket.tags.contains(request.GET["tag"])
        condition = tagged if condition is None else condition & tagged
    results = Ticket.query(
        request.caller.workspace,
        filter_condition=condition,
        limit=min(int(request.GET.get("limit") or settings.PAGE_SIZE), 100),
        last_evaluated_key=decode_cursor(request.caller.workspace, request.GET.get("cursor")),
    )
    return list(results), encode_cursor(results.last_evaluated_key)


class Collection(View):
    def get(self, request):
        try:
            tickets, cursor = page_of(request)
        except (ValueError, binascii.Error):
            return problem(400, "limit or cursor is wrong")
        return JsonResponse({"tickets": [one.as_dict() for one in tickets], "next": cursor})

    def post(self, request):
        body = read_json(request)
        if not body.get("title"):
            return problem(422, "title is required")
        ticket = Ticket(
            request.caller.workspace,
            title=str(body["title"]),
            text=str(body.get("text", "")),
            assignee=str(body.get("assignee") or request.caller.email),
            tags=[str(tag) for tag in body.get("tags") or []],
        )
        ticket.save()
        return JsonResponse(ticket.as_dict(), status=201)


class Single(View):
    def dispatch(self, request, ticket_id):
        try:
            self.ticket = Ticket.get(request.caller.workspace, ticket_id)
        except Ticket.DoesNotExist:
            return problem(404, "no such ticket")
        return super().dispatch(request, ticket_id)

    def get(self, request, ticket_id):
        return JsonResponse(self.ticket.as_dict())

    def put(self, request, ticket_id):
        body = read_json(request)
        if not body.get("title") or body.get("status") not in STATUSES:
            return problem(422, "title and status are required")
        self.ticket.title = str(body["title"])
        self.ticket.text = str(body.get("text", ""))
        self.ticket.status = body["status"]
        self.ticket.assignee = str(body.get("assignee") or "nobody")
        self.ticket.save()
        return JsonResponse(self.ticket.as_dict())

    def patch(self, request, ticket_id):
        for name, value in read_json(request).items():
            if name in Ticket.get_attributes() and name not in ("ticket_id", "created"):
                setattr(self.ticket, name, value)
        self.ticket.save()
        return JsonResponse(self.ticket.as_dict())

    def delete(self, request, ticket_id):
        self.ticket.delete()
        return HttpResponse(status=204)


class CollectionV2(View):
    """The same page with links instead of a cursor."""

    def get(self, request):
        try:
            tickets, cursor = page_of(request)
        except (ValueError, binascii.Error):
            return problem(400, "limit or cursor is wrong")
        links = {"next": f"/api/v2/tickets?cursor={cursor}"} if cursor else {}
        return JsonResponse({"data": [one.as_dict() for one in tickets], "links": links})


@require_GET
def assigned(request):
    """Open tickets of a person: ?email=, by default the caller's own."""
    email = request.GET.get("email") or request.caller.email
    found = Ticket.by_assignee.query(email, filter_condition=Ticket.status == "open", limit=50)
    return JsonResponse({"tickets": [one.as_dict() for one in found]})


@require_POST
def bulk_close(request):
    """{"ids": [...]}: unknown ones are passed over."""
    ids = {str(one) for one in read_json(request).get("ids") or [] if one}
    closed = []
    for ticket in Ticket.batch_get([(request.caller.workspace, one) for one in sorted(ids)[:50]]):
        ticket.update(actions=[Ticket.status.set("closed")])
        closed.append(ticket.ticket_id)
    return JsonResponse({"closed": closed})
