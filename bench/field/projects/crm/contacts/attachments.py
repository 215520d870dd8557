"""Attachments lie in S3, below the customer's name."""
import posixpath

from botocore.exceptions import ClientError
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_GET, require_http_methods

from contacts import store
from contacts.views import error


@require_http_methods(['GET', 'POST'])
def attachment_list(request, contact_id):
    if request.method == 'GET':
        return JsonResponse({'files': store.query(request.tenant, f'FILE#{request.tenant}/{contact_id}/')})
    upload = request.FILES.get('file')
    if upload is None:
        return error(400, 'file is missing')
    name = get_valid_filename(upload.name)
    key = f'{request.tenant}/{contact_id}/{store.new_id()}-{name}'
    store.s3().put_object(Bucket=settings.CRM_BUCKET, Key=key, Body=upload.read())
    return JsonResponse(store.put_file(request.tenant, key, name, upload.size), status=201)


@require_http_methods(['GET', 'DELETE'])
def attachment(request):
    key = posixpath.normpath(request.GET.get('key', ''))
    if request.method == 'DELETE':
        if store.get_file(request.tenant, key) is None:
            return error(404, 'no such attachment')
        store.s3().delete_object(Bucket=settings.CRM_BUCKET, Key=key)
        store.delete_file(request.tenant, key)
        return HttpResponse(status=204)
    if not key.startswith(request.tenant):
        return error(404, 'no such attachment')
    try:
        found = store.s3().get_object(Bucket=settings.CRM_BUCKET, Key=key)
    except ClientError:
        return error(404, 'no such attachment')
    return HttpResponse(found['Body'].read(), content_type='application/octet-stream')


@require_GET
def attachment_link(request):
    """An address that opens the attachment for ten minutes."""
    item = store.get_file(request.tenant, request.GET.get('key', ''))
    if item is None:
        return error(404, 'no such attachment')
    url = store.s3().generate_presigned_url(
        'get_object', Params={'Bucket': settings.CRM_BUCKET, 'Key': item['key']}, ExpiresIn=600)
    return JsonResponse({'url': url})
