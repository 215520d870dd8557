/** Each property on observations: it fails on those that break its promise, says so, and holds on near misses. */
import { describe, expect, it } from 'vitest';
import type { DocumentedProperty } from '../../model/finding.ts';
import type { Observation } from '../../model/observation.ts';
import { properties } from '../../properties/index.ts';
import { observed, type Table } from './kit.ts';
import { answerTables } from './tables/answers.ts';
import { outsideTables } from './tables/outside.ts';
import { ownDataTables } from './tables/ownData.ts';
import { requestTables } from './tables/requests.ts';
import { tenantTables } from './tables/tenants.ts';

const tables: Readonly<Record<string, Table>> = {
  ...outsideTables,
  ...tenantTables,
  ...requestTables,
  ...answerTables,
  ...ownDataTables,
};

function tableOf({ id }: DocumentedProperty): Table {
  return tables[id] ?? { fails: {}, holds: {} };
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

/** Judged twice, and nothing of the observation may be changed. */
function judged({ judge }: DocumentedProperty, observation: Observation): ReturnType<typeof judge> {
  const violations = judge(frozen(observation));
  expect(judge(observation)).toEqual(violations);
  return violations;
}

it('every property has observations on which it fails and near misses on which it holds, and no other has', () => {
  expect(Object.keys(tables).sort()).toEqual(properties.map(({ id }) => id).sort());
  for (const property of properties) {
    const { fails, holds } = tableOf(property);
    expect([property.id, Object.keys(fails).length > 0, Object.keys(holds).length > 0]).toEqual([
      ...[property.id, true, true],
    ]);
  }
});

describe.each(properties)('$id', (property) => {
  const { fails, holds } = tableOf(property);

  it.each(Object.entries(fails))('fails on %s', (_, [observation, tells]) => {
    const violations = judged(property, observation);
    expect(violations).toHaveLength(1);
    for (const { unsafeSummary, step } of violations) {
      expect(unsafeSummary).toMatch(tells);
      expect(observation.attack.steps[step]).toBeDefined();
    }
  });

  it.each(Object.entries(holds))('holds on %s', (_, observation) => {
    expect(judged(property, observation)).toEqual([]);
  });

  it('holds where nothing happened', () => {
    expect(judged(property, observed())).toEqual([]);
  });
});
