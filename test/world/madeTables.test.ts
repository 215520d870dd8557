/** A consumer of a table that the target makes in its setup: its records have that table's keys. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { noCrossTenantWrite } from '../../properties/noCrossTenantWrite.ts';
import { noWriteOutside } from '../../properties/noWriteOutside.ts';
import { probeAttacks } from '../probes.ts';
import { openSite, type Site } from './siteKit.ts';

const seed = `
import boto3

def setup():
    keys = [('pk', 'HASH'), ('sk', 'RANGE')]
    boto3.client('dynamodb', region_name='eu-central-1').create_table(
        TableName='labels', BillingMode='PAY_PER_REQUEST',
        AttributeDefinitions=[{'AttributeName': name, 'AttributeType': 'S'} for name, _ in keys],
        KeySchema=[{'AttributeName': name, 'KeyType': kind} for name, kind in keys],
    )
`;
const printing = `
import hashlib
import os
from django.conf import settings

def prints(name_of):
    def handler(event, context):
        for record in event['Records']:
            keys, image = record['dynamodb']['Keys'], record['dynamodb'].get('NewImage', {})
            folder = os.path.join(settings.MEDIA_ROOT, keys['pk']['S'])
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name_of(keys['sk']['S'], image)), 'w') as out:
                out.write('label')
    return handler

by_label = prints(lambda sk, image: image.get('label', {}).get('S', sk))
by_digest = prints(lambda sk, image: hashlib.sha256(sk.encode()).hexdigest())
`;
const attributes = { pk: fixed('{actor}'), sk: text(), label: text() };
const consumed = (name: string): UserOperation => ({
  ...{ consumer: `./printing.py:${name}`, table: 'labels', attributes },
});
let site: Site;
beforeAll(async () => {
  const operations = { by_label: consumed('by_label'), by_digest: consumed('by_digest') };
  const more = { setup: './seed.py:setup', dynamodb: { tables: [] } };
  site = await openSite('urlpatterns = []', operations, more, { 'seed.py': seed, 'printing.py': printing });
});
afterAll(() => site.close());

/** What requests alone violate: whoever plants links in a folder has both write through them. */
async function violatedByRecords(operation: string): Promise<Set<string>> {
  const attacks = probeAttacks(site.world.knowledge, operation).filter(({ layout }) => layout.length === 0);
  const violated = new Set<string>();
  for (const attack of attacks.slice(0, 60)) {
    const observation = await site.world.resolveFlow(await site.world.run(attack));
    for (const { id, judge } of [noWriteOutside, noCrossTenantWrite])
      if (judge(observation).some((one) => one.operation === operation)) violated.add(id);
  }
  return violated;
}

it('a consumer that names a file by an attribute writes outside its folder', async () => {
  expect(await violatedByRecords('by_label')).toContain('no-write-outside');
});

it('one that names it by a digest of the key does not', async () => {
  expect(await violatedByRecords('by_digest')).toEqual(new Set());
});
