/** Filters that reach a tenant's word through several relations: found where all that is sent may replace it, silent where it comes last. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const models = `
from django.db import models

class House(models.Model):
    name = models.CharField(max_length=80, unique=True)

class Team(models.Model):
    house = models.ForeignKey(House, on_delete=models.CASCADE)
    colour = models.CharField(max_length=80, default='')

class Member(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    rank = models.IntegerField(default=0)

class Badge(models.Model):
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name='badge')
    word = models.CharField(max_length=80)

class Paper(models.Model):
    writer = models.ForeignKey(Member, on_delete=models.CASCADE)
    record = models.CharField(max_length=80)
`;

const urls = `
import uuid
from papers.models import Badge, House, Member, Paper, Team

def writer_of(request):
    house = House.objects.get_or_create(name=tenant_of(request))[0]
    team = Team.objects.get_or_create(house=house)[0]
    member = Member.objects.get_or_create(team=team)[0]
    Badge.objects.get_or_create(member=member, defaults={'word': tenant_of(request)})
    return member

def add(request):
    id = str(uuid.uuid4())
    keep(id, {'text': request.POST['text']})
    Paper.objects.create(writer=writer_of(request), record=id)
    return JsonResponse({'id': id})

def told(rows):
    return JsonResponse({'texts': [load(row.record)['text'] for row in rows]})

def listed(own, first):
    def view(request):
        mine, sent = {own: tenant_of(request)}, request.GET.dict()
        return told(Paper.objects.filter(**({**mine, **sent} if first else {**sent, **mine})))
    return view

by_house, by_badge = 'writer__team__house__name', 'writer__badge__word'
urlpatterns = [
    path('add', add),
    path('house/loose', listed(by_house, True)), path('house/safe', listed(by_house, False)),
    path('badge/loose', listed(by_badge, True)), path('badge/safe', listed(by_badge, False)),
]
`;

const get = (path: string): UserOperation => ({
  http: `GET /${path}`,
  query: { record: text({ from: 'add.response.id' }) },
});
const operations = {
  add: { http: 'POST /add', form: { text: text() } },
  house_loose: get('house/loose'),
  house_safe: get('house/safe'),
  badge_loose: get('badge/loose'),
  badge_safe: get('badge/safe'),
} as const;

let site: Site;
beforeAll(async () => {
  const files = { 'papers/__init__.py': '', 'papers/models.py': models };
  site = await openSite(urls, operations, {}, files, "INSTALLED_APPS = INSTALLED_APPS + ['papers']\n");
}, 120_000);
afterAll(() => site.close());

describe('a filter through relations', () => {
  it.each(['house', 'badge'])('may be replaced by a victim’s (%s)', async (kind) => {
    expect(await violatedBy(site, `${kind}_loose`, 60)).toContain('no-cross-tenant-read');
  });

  it.each(['house', 'badge'])('stays where it comes last (%s)', async (kind) => {
    expect(await violatedBy(site, `${kind}_safe`, 120)).toEqual([]);
  });

  it('names text fields by the way to them, unique ones first', () => {
    const touched = site.world.knowledge.stores.models?.['house_loose'];
    const paper = touched?.find(({ label }) => label === 'papers.Paper');
    expect(paper?.fields.find(({ name }) => name === 'writer')).toMatchObject({
      texts: ['team__house__name', 'badge__word', 'team__colour'],
    });
  });
});
