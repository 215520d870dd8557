from django.http import HttpResponse, JsonResponse
from django.views import View
from django.views.decorators.http import require_http_methods

from core.models import Comment, Ticket

from .http import problem, read_json


class Collection(View):
    def get(self, request, ticket_id):
        return JsonResponse({"comments": [one.as_dict() for one in Comment.query(ticket_id, limit=100)]})

    def post(self, request, ticket_id):
        if Ticket.count(request.caller.workspace, Ticket.ticket_id == ticket_id) == 0:
            return problem(404, "no such ticket")
        text = read_json(request).get("text")
        if not text:
            return problem(422, "text is required")
        comment = Comment(ticket_id, author=request.caller.email, text=str(text))
        comment.save()
        return JsonResponse(comment.as_dict(), status=201)


@require_http_methods(["DELETE"])
def delete(request, ticket_id, comment_id):
    try:
        comment = Comment.get(ticket_id, comment_id)
    except Comment.DoesNotExist:
        return problem(404, "no such comment")
    if comment.author != request.caller.email:
        return problem(404, "no such comment")
    comment.delete()
    return HttpResponse(status=204)
