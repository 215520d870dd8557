import json

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_http_methods

from contacts import store


def payload(request):
    try:
        data = json.loads(request.body or '{}')
    except ValueError:
        data = {}
    return data if isinstance(data, dict) else {}


def error(status, message):
    return JsonResponse({'message': message}, status=status)


@require_http_methods(['GET', 'POST'])
def contact_list(request):
    if request.method == 'GET':
        return JsonResponse({'contacts': store.query(request.tenant, 'CONTACT#')})
    data = payload(request)
    if not data.get('name'):
        return error(400, 'name is required')
    contact = {
        'id': store.new_id(),
        'name': str(data['name']),
        'email': str(data.get('email', '')),
        'phone': str(data.get('phone', '')),
    }
    store.put_contact(request.tenant, contact)
    return JsonResponse(contact, status=201)


@require_GET
def contact_by_email(request):
    contact = store.contact_by_email(request.GET.get('email', ''))
    if contact is None:
        return error(404, 'nobody has that address')
    return JsonResponse(store.public(contact))


@require_http_methods(['GET', 'PATCH', 'DELETE'])
def contact_detail(request, contact_id):
    contact = store.get_contact(request.tenant, contact_id)
    if contact is None:
        return error(404, 'no such contact')
    if request.method == 'PATCH':
        changes = {k: str(v) for k, v in payload(request).items() if k in ('name', 'phone')}
        contact = {**store.public(contact), **changes}
        store.put_contact(request.tenant, contact)
    if request.method == 'DELETE':
        store.delete_contact(request.tenant, contact)
        return HttpResponse(status=204)
    return JsonResponse(store.public(contact))


@require_http_methods(['GET', 'POST'])
def deal_list(request, contact_id):
    if request.method == 'GET':
        return JsonResponse({'deals': store.query(request.tenant, f'DEAL#{contact_id}#')})
    data = payload(request)
    amount = data.get('amount', 0)
    if not data.get('title') or not isinstance(amount, int):
        return error(400, 'title and a whole amount are required')
    deal = store.put_deal(request.tenant, contact_id, str(data['title']), str(data.get('stage') or 'lead'), amount)
    return JsonResponse(json.loads(json.dumps(deal, default=int)), status=201)


@require_http_methods(['GET', 'POST'])
def note_list(request, contact_id):
    if request.method == 'GET':
        return JsonResponse({'notes': store.query(request.tenant, f'NOTE#{contact_id}')})
    text = payload(request).get('text')
    if not text:
        return error(400, 'text is required')
    return JsonResponse(store.put_note(request.tenant, contact_id, str(text)), status=201)


@require_GET
def deals_by_stage(request):
    return JsonResponse({'deals': store.deals_in_stage(request.tenant, request.GET.get('stage') or 'lead')})
