"""How views answer: JSON, and refusals that tell nothing about what belongs to others."""

from functools import wraps

from botocore.exceptions import ClientError
from django.http import JsonResponse

from acme.hardened.files import Blocked, Missing


class Refused(Exception):
    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status
        self.reason = reason


def answering(view):
    """Turns refusals into answers."""

    @wraps(view)
    def wrapped(request, **arguments):
        try:
            return view(request, **arguments)
        except Refused as refused:
            return refusal(refused.status, refused.reason)
        except Missing:
            return refusal(404, "there is no such thing")
        except Blocked:
            return refusal(409, "the tenant's folder is not in order")
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return refusal(409, "something else came first")

    return wrapped


def refusal(status, reason):
    return JsonResponse({"error": reason}, status=status)
