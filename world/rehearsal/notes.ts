/**
 * Writes the ledger's notes on a world before its first case: what cannot be tested in it, and why. If harmless runs show no
 * folder of the attacker's own, one note says that no links are planted in the sandbox.
 */
import type { Json, Zone } from '../../model/attack.ts';
import type { Config } from '../../model/config.ts';
import type { LedgerNote, RehearsedOperation } from '../../model/finding.ts';
import { memberOf } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import type { WireRecord } from '../../model/records.ts';
import type { Target } from '../../model/target.ts';
import type { Reasons } from './reasons.ts';

/** `unknown`: what the operation asks an engine for, where the engine does not offer it. */
export function untestedNote(
  { name, answer, advice = 'give its parameters examples that it accepts' }: RehearsedOperation,
  unknown: string | undefined,
): LedgerNote {
  if (unknown !== undefined)
    return {
      kind: 'not-tested',
      operation: name,
      text: `${name} asks an engine for what it does not offer: ${unknown}`,
    };
  return {
    kind: 'not-tested',
    operation: name,
    text: `${name} reached no file, item or object in its harmless run (${answer}): ${advice}`,
  };
}

/** A note on an operation that is tested by what it reached before it failed. */
export function failingNote(
  name: string,
  runs: number,
  answer: string,
  advice = 'give its parameters examples that it accepts or the answers of other operations (from), or make what it needs in setup',
): LedgerNote {
  return {
    kind: 'failing',
    operation: name,
    text: `${name} failed in each of ${runs} harmless runs (${answer}), so nothing behind that is tested: ${advice}`,
  };
}

/** Of operations that go on without a table that does not exist: their use of its items is not tested. */
export function missingTableNotes(
  operations: readonly Operation[],
  rehearsed: readonly RehearsedOperation[],
  { missingTables, adviceForTables }: Pick<Reasons, 'missingTables' | 'adviceForTables'>,
): LedgerNote[] {
  return operations.flatMap((operation): LedgerNote[] => {
    const { name } = operation;
    const missing = missingTables(operation);
    const isTold = rehearsed.some((one) => one.name === name && one.advice !== undefined);
    if (missing.length === 0 || isTold) return [];
    return [{ kind: 'not-tested', text: `what ${name} does with items: ${adviceForTables(missing)}` }];
  });
}

/** Notes on values that functions of the user compute: they follow the attacked values and are not attacked themselves. */
export function computedNotes(operations: readonly Operation[]): LedgerNote[] {
  const names = operations.flatMap(({ name: operation, parameters }) =>
    parameters.flatMap(({ name, compute }) => (compute === undefined ? [] : [`${operation}.${name}`])),
  );
  if (names.length === 0) return [];
  return [
    {
      kind: 'limit',
      text: `computed of what else is sent, and not attacked themselves: ${names.join(', ')}`,
    },
  ];
}

export function withheldNotes(withheld: readonly string[]): LedgerNote[] {
  if (withheld.length === 0) return [];
  return [
    {
      kind: 'limit',
      text: `taken for secrets, which an attacker does not have of a victim, and not sent: ${withheld.join(', ')}; what gets about all the same is said by attacker.knows`,
    },
  ];
}

export function zoneNotes(zones: Record<Zone, readonly string[]>, config: Config): LedgerNote[] {
  if (zones.own.length > 0 || !config.attacker.powers.includes('own-folder')) return [];
  const where = (config.attacker.ownFolders ?? []).map(({ root, path }) =>
    path === '' ? root : `${root}/${path}`,
  );
  const below = where.length === 0 ? '' : ` below ${where.join(' or ')}, where attacker.powers lets it plant`;
  return [
    {
      kind: 'unavailable',
      text: `no links are planted in the sandbox: harmless traffic shows no folder that is the attacker’s own${below}`,
    },
  ];
}

export function jailNotes({ description }: Target, { attacker: { powers } }: Config): LedgerNote[] {
  const why = description.noJail ?? null;
  const lacks = (description.jailLacks ?? []).map((text): LedgerNote => ({ kind: 'unavailable', text }));
  if (why === null || !powers.includes('shared-temp')) return lacks;
  const text = `names that the target makes in /tmp or /var/tmp by itself were not tried (link.predictable-temp, link.variant): there is no jail, because ${why}; writes there are refused`;
  return [...lacks, { kind: 'unavailable', text }];
}

export function apartNotes(names: readonly string[]): LedgerNote[] {
  if (names.length === 0) return [];
  const text = `${names.join(', ')}: attacked as if the temporary folder were a file system of its own, because what is moved out of it is copied then`;
  return [{ kind: 'learnt', text }];
}

/** Tables with a stream, as the config declares them or as the target made them when it started. */
export function streamNotes({ stores: { dynamodb } }: Config, records: readonly WireRecord[]): LedgerNote[] {
  if (dynamodb === null || dynamodb.endpoint !== null) return [];
  const made = records.filter(({ operation }) => operation === 'CreateTable').map(({ request }) => request);
  const tables = [...dynamodb.tables, ...made].filter(hasStream).map((table) => memberOf(table, 'TableName'));
  if (tables.length === 0) return [];
  const text = `the embedded engine keeps no stream of ${[...new Set(tables)].join(', ')}: declared consumers are given records made of what the steps before them wrote, and a request to the Streams API is refused`;
  return [{ kind: 'limit', text }];
}

function hasStream(table: Json): boolean {
  return memberOf(memberOf(table, 'StreamSpecification') ?? null, 'StreamEnabled') === true;
}
