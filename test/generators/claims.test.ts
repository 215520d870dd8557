import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { archiveArgument } from '../../generators/archives/archiveAim.ts';
import { takingIn } from '../../generators/archives/archiveSequences.ts';
import { archiveGenerators } from '../../generators/archives/archives.ts';
import { type Aim, aimAt, attackable } from '../../generators/base/aim.ts';
import { classesOf } from '../../generators/index.ts';
import { layoutGenerators, type PlantedLayout } from '../../generators/layouts/layouts.ts';
import { raceGenerators } from '../../generators/races/races.ts';
import { textGenerators } from '../../generators/steps/arguments.ts';
import { headerGenerator } from '../../generators/steps/commonHeaders.ts';
import { fieldGenerators } from '../../generators/steps/fields.ts';
import type { StepArguments } from '../../generators/steps/stepGenerator.ts';
import { stepGenerators } from '../../generators/steps/steps.ts';
import { streamGenerators } from '../../generators/steps/streams.ts';
import type { Attack, LayoutEntry } from '../../model/attack.ts';
import type { AttackClass } from '../../model/attackClass.ts';
import type { Text } from '../../model/text.ts';
import { callable, service } from './knowledge.ts';

const draws = { numRuns: 40, seed: 3 };

const aims: readonly Aim[] = [service, callable].flatMap((knowledge) =>
  knowledge.operations.flatMap((operation) =>
    attackable(operation)
      .filter(({ kind }) => kind === 'text' || kind === 'file')
      .map((parameter) => aimAt(knowledge, operation, parameter)),
  ),
);

function attackBy(aim: Aim, args: StepArguments, layout: readonly LayoutEntry[] = []): Attack {
  const step = { operation: aim.operation.name, actor: aim.knowledge.actors.attacker, arguments: args };
  return { layout, steps: [step], race: null };
}

/** What a generator claims as a class and its recogniser denies. */
function denied(id: AttackClass, aim: Aim, attacks: readonly Attack[]): readonly Attack[] {
  return attacks.filter((attack) => !classesOf(attack, aim.knowledge).includes(id));
}

describe('every draw of a generator belongs to the class that it claims', () => {
  test.each(textGenerators)('$class', (generator) => {
    for (const aim of aims) {
      const texts: readonly Text[] = fc.sample(generator.arbitrary(aim) ?? fc.constant(''), draws);
      if (generator.arbitrary(aim) === null) continue;
      const attacks = texts.map((text) => attackBy(aim, { [aim.parameter.name]: { text } }));
      expect(denied(generator.class, aim, attacks)).toEqual([]);
    }
  });

  test.each(layoutGenerators)('$class', (generator) => {
    for (const aim of aims)
      for (const zone of aim.knowledge.means.zones) {
        const arbitrary = generator.arbitrary(aim, zone);
        const planted: readonly PlantedLayout[] = arbitrary === null ? [] : fc.sample(arbitrary, draws);
        const attacks = planted.map(({ layout, text }) =>
          attackBy(aim, { [aim.parameter.name]: { text } }, layout),
        );
        expect(denied(generator.class, aim, attacks)).toEqual([]);
      }
  });

  test.each(raceGenerators)('$class', (generator) => {
    for (const operation of service.operations) {
      const arbitrary = generator.arbitrary(service, operation);
      const drawn = arbitrary === null ? [] : fc.sample(arbitrary, draws);
      for (const attack of drawn) expect(classesOf(attack, service)).toContain(generator.class);
    }
  });

  test.each(archiveGenerators)('$class', (generator) => {
    for (const { operation, parameter, aim } of takingIn(service, service.operations)) {
      const archives = fc.sample(generator.arbitrary(aim), { numRuns: 200, seed: 3 });
      const attacks = archives.map((archive) =>
        attackBy(aimAt(service, operation, parameter), { [parameter.name]: archiveArgument(aim, archive) }),
      );
      expect(denied(generator.class, aim, attacks)).toEqual([]);
    }
  });

  test.each([...stepGenerators, ...fieldGenerators, headerGenerator, ...streamGenerators])(
    '$class',
    (generator) => {
      for (const aim of aims) {
        const arbitrary = generator.arbitrary(aim.knowledge, aim.operation);
        const drawn = arbitrary === null ? [] : fc.sample(arbitrary, draws);
        const attacks = drawn.map((args) => attackBy(aim, args));
        expect(denied(generator.class, aim, attacks)).toEqual([]);
      }
    },
  );
});

describe('a harmless text', () => {
  test.each(['k7q3.txt', 'drawings', 'b2f0c6d1', 'Report'])('%s belongs to no class of paths', (text) => {
    const [aim] = aims;
    if (aim === undefined) throw new Error('no aim');
    const classes = classesOf(attackBy(aim, { folder: { text } }), aim.knowledge);
    expect(classes.filter((id) => /^(?:path|check|link|name)\./.test(id))).toEqual([]);
  });
});
