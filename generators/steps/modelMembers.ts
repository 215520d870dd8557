/**
 * Members that are fields of the models of Django that an operation touches: a target that builds a row or a filter of all that is
 * sent takes `owner_id` beside a declared title, `title__startswith` in its place, and `owner__team__name` in that of the tenant's
 * own. Only names that the target's own models have; none where harmless runs touch no model.
 */
import { type Knowledge, memberName } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import {
  identityOperation,
  mayOmit,
  type Operation,
  omittedArgument,
  type Parameter,
  sentName,
  undeclaredArgument,
  undeclaredPlace,
} from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import type { ModelField } from '../../model/touchedModel.ts';
import { attackable, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { inTurn } from '../base/inTurn.ts';
import type { StepArguments } from './stepGenerator.ts';
import { victimsArguments } from './victims.ts';

/** All flags set, and relations to a victim's row, one after the other; then each flag alone. */
export function assignedFields(
  knowledge: Knowledge,
  operation: Operation,
  victim: string,
): readonly StepArguments[] {
  const fields = undeclaredFields(knowledge, operation);
  const related = fields
    .filter(({ kind }) => kind === 'relation')
    .map(({ name, column }) =>
      rowKeysOf(knowledge, victim, [column, name]).flatMap((key) => [
        fieldMember(column, key),
        fieldMember(name, key),
      ]),
    );
  const flags = fields.filter(({ kind }) => kind === 'flag').map(({ name }) => fieldMember(name, '1'));
  const all = flags.length === 0 ? [] : [merged(flags)];
  const sets = [...inTurn([all, inTurn(related)]), ...(flags.length > 1 ? flags : [])];
  const what = 'fields of models are sent as undeclared members before another operation';
  return firstTried(knowledge, operation, sets, limits.assignedFieldsMax, what);
}

/** Names of filters: a victim's row where the own one is meant, and any value where one is. */
export function filterMembers(knowledge: Knowledge, operation: Operation): readonly StepArguments[] {
  const [victim] = knowledge.actors.victims;
  const all = fieldsOf(knowledge, operation);
  if (victim === undefined || all.length === 0 || undeclaredPlace(operation) === null) return [];
  const theirs = victimsArguments(knowledge, victim, operation);
  const lists = [widened(all, operation), related(knowledge, operation, victim, theirs)];
  const what = 'fields of models are sent as names of filters';
  return firstTried(knowledge, operation, inTurn(lists), limits.filterMembersMax, what);
}

/** What is compared with a declared value is compared with its beginning alone: `code__startswith=` for `code=x`. */
function widened(all: readonly ModelField[], operation: Operation): readonly StepArguments[] {
  return attackable(operation).flatMap((parameter): StepArguments[] => {
    const field = all.find(({ name, column }) => [name, column].includes(sentName(parameter)));
    const lookup = field === undefined ? null : anyValue(field);
    return lookup === null || !mayOmit(parameter) ? [] : [{ ...leavingParameterOut(parameter), ...lookup }];
  });
}

/** A condition that every row meets; null for fields whose values have no least one. */
function anyValue({ name, kind }: ModelField): StepArguments | null {
  if (kind === 'other') return null;
  return kind === 'text' ? fieldMember(`${name}__startswith`, '') : fieldMember(`${name}__gte`, '0');
}

/** Rows that belong to the victim by a relation, with what the victim sends besides. */
function related(
  knowledge: Knowledge,
  operation: Operation,
  victim: string,
  theirs: StepArguments,
): readonly StepArguments[] {
  const words = knowledge.known.filter((one) => one.actor === victim && one.operation === identityOperation);
  const [word] = words;
  const relations = undeclaredFields(knowledge, operation).filter(({ kind }) => kind === 'relation');
  return inTurn(
    relations.map(({ name, column, texts }) => {
      const keys = rowKeysOf(knowledge, victim, [column, name]).map((key) => fieldMember(name, key));
      const named =
        word === undefined ? [] : texts.map((text) => fieldMember(`${name}__${text}`, [knownPart(word)]));
      return inTurn([named, keys]).map((one) => ({ ...theirs, ...one }));
    }),
  );
}

function fieldsOf({ stores: { models = {} } }: Knowledge, { name }: Operation): readonly ModelField[] {
  const fields = (models[name] ?? []).flatMap((model) => model.fields);
  return fields.filter((one, at) => fields.findIndex((other) => other.name === one.name) === at);
}

function undeclaredFields(knowledge: Knowledge, operation: Operation): readonly ModelField[] {
  const declared = new Set(operation.parameters.map(sentName));
  return fieldsOf(knowledge, operation).filter(
    ({ name, column }) => !declared.has(name) && !declared.has(column),
  );
}

/** Keys of the victim's row: what its harmless runs showed under these names, its own name, and the first numbers. */
function rowKeysOf(knowledge: Knowledge, victim: string, names: readonly string[]): readonly Text[] {
  const theirs = knowledge.known.filter(({ actor }) => actor === victim);
  const shown = theirs.find(({ name }) => names.includes(memberName(name)));
  if (shown !== undefined) return [[knownPart(shown)]];
  const numbers = Array.from({ length: limits.guessedKeysMax }, (_, at): Text => `${at + 1}`);
  const word = theirs.find(({ operation }) => operation === identityOperation);
  return [...numbers, ...(word === undefined ? [] : [[knownPart(word)]])];
}

function fieldMember(name: string, text: Text): StepArguments {
  return { [undeclaredArgument(name)]: { text } };
}

function merged(sets: readonly StepArguments[]): StepArguments {
  return Object.assign({}, ...sets);
}

function leavingParameterOut(parameter: Parameter): StepArguments {
  return { [omittedArgument(parameter)]: { text: '' } };
}
