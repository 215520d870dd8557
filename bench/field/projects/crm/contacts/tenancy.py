import re

from django.conf import settings
from django.http import JsonResponse

LABEL = re.compile(r'[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?')


class SubdomainMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        host = request.get_host().split(':')[0].lower()
        label = host.removesuffix('.' + settings.BASE_DOMAIN)
        if label == host or not LABEL.fullmatch(label):
            return JsonResponse({'message': 'unknown customer'}, status=404)
        request.tenant = label
        return self.get_response(request)
