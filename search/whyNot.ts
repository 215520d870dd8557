/**
 * Explains why no attack of a class was generated: a power that the attacker lacks, else something that the target lacks. For
 * `link.final`: `attacker.powers` does not have `own-folder`. Null if nothing was in the way and the class was merely not
 * drawn.
 */
import type { Power } from '../model/attack.ts';
import type { AttackClass } from '../model/attackClass.ts';
import type { Knowledge } from '../model/knowledge.ts';
import type { Parameter } from '../model/operation.ts';

type Reason = (knowledge: Knowledge) => string | null;

/** The first reason that applies to a class. */
export function whyNot(id: AttackClass, knowledge: Knowledge): string | null {
  const [group = ''] = id.split('.');
  const shared = id === 'race.other-step' ? [] : (ofGroup[group] ?? [noParameter]);
  for (const reason of [...(own[id] ?? []), ...shared]) {
    const why = reason(knowledge);
    if (why !== null) return why;
  }
  return null;
}

const own: Partial<Record<AttackClass, readonly Reason[]>> = {
  'link.hard': [needsPower('hard-link')],
  'link.other-tenant': [noVictims],
  'link.predictable-temp': [needsPower('shared-temp'), noPredictableName],
  'link.special': [noPlace, nobodyElse],
  'race.parent-swap': [needsPower('race'), noPlace, noLookup, nothingDeep],
  'race.temp-to-final': [needsPower('race'), noPlace, noLookup, noRename],
  'race.upload-to-process': [needsPower('race'), noPlace, noLookup, noSecondOperation],
  'race.other-step': [needsPower('race'), noMeeting],
  'key.foreign-id': [noVictims],
  'key.foreign-derived': [noVictims],
  'key.overwrite': [noVictims],
  'key.no-delimiter': [noVictims, noTwoTexts],
  'archive.hard-then-write': [noTar],
};

const ofGroup: Readonly<Record<string, readonly Reason[]>> = {
  link: [noPlace],
  race: [needsPower('race'), noPlace, noLookup],
  archive: [noArchive],
  object: [noObjects, noParameter],
  stream: [noConsumer, noParameter],
};

function needsPower(power: Power): Reason {
  return ({ means: { powers }, actors: { victims } }) => {
    if (powers.includes(power)) return null;
    return withDefault(`attacker.powers does not hold ${power}`, victims);
  };
}

/** Where nobody has a folder of their own, nothing beyond requests and the temporary folder is taken for granted. */
function withDefault(reason: string, victims: readonly string[]): string {
  return victims.length === 0
    ? `${reason}, as long as there are no tenants and the config does not say so`
    : reason;
}

function noObjects({ stores: { objects } }: Knowledge): string | null {
  return objects === true ? null : 'the target keeps no objects';
}

function noConsumer({ operations }: Knowledge): string | null {
  return operations.some(({ entry }) => entry.kind === 'consumer') ? null : 'no operation consumes a stream';
}

/** Links and intruders need a folder that is the attacker's own, or one that is shared. */
function noPlace({ means: { powers, zones }, actors: { victims } }: Knowledge): string | null {
  if (zones.length > 0) return null;
  return powers.includes('own-folder')
    ? 'harmless traffic shows no folder that is the attacker’s own, and attacker.powers does not hold shared-temp'
    : withDefault('attacker.powers holds neither own-folder nor shared-temp', victims);
}

function noVictims({ actors: { victims } }: Knowledge): string | null {
  return victims.length === 0 ? 'there is one actor only' : null;
}

function nobodyElse({ actors: { victims }, operations }: Knowledge): string | null {
  const isElse = victims.length > 0 || operations.some(({ operator }) => operator === true);
  return isElse ? null : 'nobody else works where the attacker may plant something';
}

function noPredictableName({ files: { predictable } }: Knowledge): string | null {
  return predictable.some(({ zone }) => zone === 'temp')
    ? null
    : 'harmless steps come to no predictable name in the temporary folder';
}

function learntLookups({ races: { accesses } }: Knowledge) {
  return Object.values(accesses).flat();
}

function noLookup(knowledge: Knowledge): string | null {
  return learntLookups(knowledge).length === 0
    ? 'no operation looks anything up where the attacker may change it'
    : null;
}

function nothingDeep(knowledge: Knowledge): string | null {
  return learntLookups(knowledge).some(({ path }) => path.includes('/'))
    ? null
    : 'no operation looks anything up in a folder that the attacker may exchange';
}

function noRename(knowledge: Knowledge): string | null {
  return learntLookups(knowledge).some(({ action }) => action === 'rename')
    ? null
    : 'no operation renames anything where the attacker may change it';
}

function noMeeting({ races: { meetings = {} } }: Knowledge): string | null {
  return Object.keys(meetings).length === 0
    ? 'no harmless step looks at anything that another one changes before it changes something itself'
    : null;
}

function noSecondOperation({ operations }: Knowledge): string | null {
  return operations.length < 2 ? 'there is one operation only' : null;
}

function noTwoTexts({ operations }: Knowledge): string | null {
  const texts = (parameters: readonly Parameter[]) =>
    parameters.filter((parameter) => isAttackers(parameter) && parameter.kind === 'text');
  return operations.some(({ parameters }) => texts(parameters).length > 1)
    ? null
    : 'no operation takes two texts of the attacker';
}

function noParameter({ operations }: Knowledge): string | null {
  return operations.some(({ parameters }) => parameters.some(isAttackers))
    ? null
    : 'no parameter is the attacker’s';
}

function noArchive({ operations }: Knowledge): string | null {
  return operations.some(({ parameters }) => parameters.some(takesArchive))
    ? null
    : 'no parameter takes archives';
}

function noTar({ operations }: Knowledge): string | null {
  const isTar = ({ archive }: Parameter) => archive?.kinds.some((kind) => kind !== 'zip') === true;
  const all = operations.flatMap(({ parameters }) => parameters.filter(takesArchive));
  return all.length > 0 && !all.some(isTar) ? 'no parameter takes tar archives' : null;
}

function takesArchive(parameter: Parameter): boolean {
  return parameter.archive !== undefined && isAttackers(parameter);
}

function isAttackers({ fixed }: Parameter): boolean {
  return fixed !== true;
}
