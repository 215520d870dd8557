/**
 * What belongs together is sent together: the victim's id, room and day, which one step of the victim's made, beside a desk of
 * the attacker's own. Each part alone names nothing, because the key is a hash of all of them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import hashlib
import uuid

def hashed(*parts):
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

def issue(request):
    desk = str(uuid.uuid4())
    keep('desk-' + desk, {'owner': tenant_of(request)})
    return JsonResponse({'desk': desk})

def book(request):
    id = str(uuid.uuid4())
    room, day = request.POST['room'], request.POST['day']
    keep(hashed(id, room, day), {'owner': tenant_of(request), 'text': request.POST['text']})
    keep(hashed(tenant_of(request), id), {'owner': tenant_of(request), 'text': request.POST['text']})
    return JsonResponse({'id': id})

def shown(request, safe, *parts):
    desk, path = 'desk-' + request.GET['desk'], at(hashed(*parts))
    if not at(desk).exists() or load(desk)['owner'] != tenant_of(request) or not path.exists():
        return refused()
    record = json.loads(path.read_text())
    return refused() if safe and record['owner'] != tenant_of(request) else JsonResponse({'text': record['text']})

def booking(safe):
    def view(request):
        if request.GET['who'] != tenant_of(request):
            return refused()
        return shown(request, safe, *(request.GET[name] for name in ('id', 'room', 'day')))
    return view

def member(safe):
    return lambda request: shown(request, safe, request.GET['who'], request.GET['id'])

urlpatterns = [
    path('issue', issue), path('book', book),
    path('booking/loose', booking(False)), path('booking/safe', booking(True)),
    path('member/loose', member(False)), path('member/safe', member(True)),
]
`;

const desk = {
  desk: text({ from: 'issue.response.desk' }),
  note: text({ from: 'book.arguments.text' }),
};
const who = { who: text({ example: '{actor}' }) };
const booking = {
  id: text({ from: 'book.response.id' }),
  room: text({ from: 'book.arguments.room' }),
  day: text({ from: 'book.arguments.day' }),
};
const get = (path: string, query: Readonly<Record<string, ReturnType<typeof text>>>): UserOperation => ({
  http: `GET /${path}`,
  query,
});
const fillers = { page: text({ from: 'issue.response.desk' }), size: text({ example: '20' }) };
const operations: Record<string, UserOperation> = {
  issue: { http: 'POST /issue' },
  book: { http: 'POST /book', form: { room: text(), day: text(), text: text() } },
  booking_loose: get('booking/loose', { ...who, ...desk, ...fillers, ...booking }),
  booking_safe: get('booking/safe', { ...who, ...desk, ...fillers, ...booking }),
  member_loose: get('member/loose', { ...who, ...desk, ...fillers, id: booking.id }),
  member_safe: get('member/safe', { ...who, ...desk, ...fillers, id: booking.id }),
};

let site: Site;
beforeAll(async () => {
  site = await openSite(urls, operations, {
    actors: {
      attacker: { headers: { 'X-Tenant': 'attacker' } },
      victim: { headers: { 'X-Tenant': 'victim' } },
    },
    attacker: { powers: ['request'] },
  });
}, 120_000);
afterAll(() => site.close());

describe('what one step of a victim’s made', () => {
  it.each(['booking', 'member'])('is named by all its parts at once (%s)', async (kind) => {
    expect(await violatedBy(site, `${kind}_loose`, 60)).toContain('no-cross-tenant-read');
  });

  it.each(['booking', 'member'])('is not shown where its owner is compared (%s)', async (kind) => {
    expect(await violatedBy(site, `${kind}_safe`, 150)).toEqual([]);
  });
});
