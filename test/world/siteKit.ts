/** Worlds of small Django sites whose views are written in the test, and what the probes on one operation show there. */
import type { UserConfig, UserOperation } from '../../config/userConfig.ts';
import type { Property } from '../../model/finding.ts';
import type { World } from '../../model/world.ts';
import { properties as allProperties } from '../../properties/index.ts';
import { noCrossTenantDelete } from '../../properties/noCrossTenantDelete.ts';
import { noCrossTenantRead } from '../../properties/noCrossTenantRead.ts';
import { noCrossTenantWrite } from '../../properties/noCrossTenantWrite.ts';
import { noWriteOutside } from '../../properties/noWriteOutside.ts';
import { djangoProject, type Ground, makeGround, removeGround } from '../adapters/kit.ts';
import { probeAttacks } from '../probes.ts';

/** What views of these sites share: the tenant, and records of anybody as JSON files in `MEDIA_ROOT`. */
export const records = `
import json
import pathlib
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path

def tenant_of(request):
    return request.headers['X-Tenant']

def at(id):
    return pathlib.Path(settings.MEDIA_ROOT) / ('%s.json' % id)

def load(id):
    return json.loads(at(id).read_text())

def keep(id, record):
    at(id).write_text(json.dumps(record))
    return record

def next_id():
    return 1 + len(list(pathlib.Path(settings.MEDIA_ROOT).glob('*.json')))

def refused(status=404):
    return JsonResponse({'detail': 'no'}, status=status)
`;

import { configIn, worldOf } from './kit.ts';

export interface Site {
  readonly world: World;
  readonly close: () => Promise<void>;
}

export const tenants = {
  attacker: { headers: { 'X-Tenant': 'mallory' } },
  victim: { headers: { 'X-Tenant': 'mallory2' } },
} as const;

/** A site of these views, rehearsed. `files` lie beside its config, `settings` are further lines of its own. */
export async function openSite(
  urls: string,
  operations: Readonly<Record<string, UserOperation>>,
  more: UserConfig = {},
  files: Readonly<Record<string, string>> = {},
  settings = '',
): Promise<Site> {
  const ground: Ground = await makeGround({ ...djangoProject(records + urls, settings), ...files });
  const user = {
    django: { project: '.', settings: 'site_settings' },
    sandbox: { settings: { MEDIA_ROOT: 'media' } },
    actors: tenants,
    operations,
    ...more,
  };
  try {
    const world = await worldOf(configIn(ground.config, user));
    const close = async (): Promise<void> => {
      await world.close();
      await removeGround(ground);
    };
    return { world, close };
  } catch (thrown) {
    await removeGround(ground);
    throw thrown;
  }
}

const properties = [noCrossTenantRead, noCrossTenantWrite, noCrossTenantDelete, noWriteOutside];

/** The properties that an operation violates in the first probes on it, as many as `most` of them. */
export async function violatedBy({ world }: Site, operation: string, most = 150): Promise<string[]> {
  const violated = new Set<string>();
  for (const attack of [...probeAttacks(world.knowledge, operation)].slice(0, most)) {
    const observation = await world.resolveFlow(await world.run(attack));
    for (const { id, judge } of properties)
      if (judge(observation).some((one) => one.operation === operation)) violated.add(id);
    if (violated.size > 0) break;
  }
  return [...violated];
}

/** Those whose violation is critical or high. */
export const graveProperties: readonly Property[] = allProperties.filter(
  ({ severity }) => severity === 'critical' || severity === 'high',
);

/** After how many of the first `most` probes an operation violates a property that is critical or high; null for never. */
export async function foundAfter({ world }: Site, operation: string, most: number): Promise<number | null> {
  for (const [index, attack] of probeAttacks(world.knowledge, operation).slice(0, most).entries()) {
    const observation = await world.resolveFlow(await world.run(attack));
    if (graveProperties.some(({ judge }) => judge(observation).some((one) => one.operation === operation)))
      return index + 1;
  }
  return null;
}

/** What the harmless run of an operation was answered with, as the ledger and `operations` tell it. */
export function answerTo({ world }: Site, operation: string): string | undefined {
  return world.rehearsal.operations.find(({ name }) => name === operation)?.answer;
}
