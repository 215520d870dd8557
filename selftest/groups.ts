/** The targets of the self-test by group: each group is one world, with the Python functions that its rows may name. */
import { archive, fixed, text, type UserConfig, type UserOperation } from '../config/userConfig.ts';
import type { Json, Power } from '../model/attack.ts';

export interface SelftestGroup {
  readonly actors?: UserConfig['actors'];
  readonly powers: readonly Power[];
  /** Python package that the targets need beyond the standard library. */
  readonly module?: string;
  readonly services?: Pick<UserConfig, 's3' | 'dynamodb'>;
  /** Operations that are always present, because others use their results. */
  readonly always: readonly string[];
  /** Every operation by the name of its Python function. */
  readonly operations: Readonly<Record<string, UserOperation>>;
}

const root = fixed('{sandbox}');
const tokenFile = text({ example: '{token}.txt' });
const actingActor = fixed('{actor}');
const freeText = text();

type CallArguments = NonNullable<Extract<UserOperation, { readonly call: string }>['arguments']>;

function calls(
  module: string,
  given: CallArguments,
  ...names: readonly string[]
): Record<string, UserOperation> {
  return Object.fromEntries(
    names.map((name) => [name, { call: `./${module}.py:${name}`, arguments: given }] as const),
  );
}

const files: SelftestGroup = {
  powers: ['request', 'own-folder', 'shared-temp', 'hard-link'],
  always: ['note'],
  operations: {
    ...calls(
      'files',
      { root, name: tokenFile },
      ...[
        'careful',
        'joined',
        'beginning_checked',
        'dotdot_refused',
        'decoded_once',
        'decoded_twice',
        'decoded',
      ],
      ...['filtered_once', 'unescaped', 'unescaped_first', 'backslash_turned', 'backslash_turned_first'],
      ...['cut_at_nul', 'undecodable_unchecked', 'invisible_removed', 'invisible_removed_first'],
      ...['long_unchecked', 'scheme_opened', 'prefix_compared', 'checked_before_tidied'],
      ...['checked_from_another_base', 'index_beside', 'index_within', 'nobody_is_common'],
      ...['strings_checked', 'resolved_checked', 'with_backup', 'with_careful_backup'],
    ),
    ...calls('files', {}, 'export_by_name', 'export_by_chance'),
    ...calls('files', { root, name: tokenFile, value: tokenFile }, 'note'),
    ...calls(
      'files',
      { root, name: text({ from: 'note.response' }) },
      ...['follow_note', 'follow_note_carefully'],
    ),
  },
};

const made = text({ from: 'make.response' });

const tenants: SelftestGroup = {
  actors: { attacker: {}, victim: {} },
  powers: ['request', 'own-folder'],
  always: ['make', 'home', 'keep_diary', 'keep_line'],
  operations: {
    ...calls(
      'tenants',
      { root, actor: actingActor, name: freeText },
      ...['home', 'home_by_strings', 'make', 'overwrite', 'lowered', 'lowered_first', 'folded'],
      ...['folded_first', 'cut', 'cut_first', 'tidied', 'tidied_first'],
    ),
    ...calls(
      'tenants',
      { root, actor: actingActor, group: freeText, name: text({ example: '{token}-{token}' }) },
      ...['hyphenated', 'run_together', 'in_parts'],
    ),
    ...calls(
      'tenants',
      { root, actor: actingActor, name: made },
      ...['read', 'read_own', 'remove_by_prefix', 'remove_own', 'find', 'find_own'],
    ),
    ...calls('tenants', { root }, 'export_all', 'export_files'),
    ...calls(
      'tenants',
      { root, actor: actingActor, name: freeText, text: freeText },
      'keep_diary',
      'keep_line',
    ),
    ...calls(
      'tenants',
      { root, actor: actingActor, name: text({ from: 'keep_diary.arguments.name' }) },
      ...['recall', 'recall_own'],
    ),
    ...calls(
      'tenants',
      { root, actor: actingActor, name: text({ from: 'keep_line.arguments.name' }) },
      ...['line_by_words', 'line_by_value'],
    ),
  },
};

const raceGroup: SelftestGroup = {
  powers: ['request', 'own-folder', 'shared-temp', 'race'],
  always: ['make'],
  operations: {
    ...calls(
      'races',
      { root, name: tokenFile },
      ...[
        'make',
        'folder_then_write',
        'folder_opened_then_write',
        'renamed_then_sealed',
        'sealed_then_renamed',
      ],
    ),
    ...calls(
      'races',
      { root, name: made },
      ...['resolved_then_read', 'opened_then_resolved', 'read_by_walk', 'process'],
    ),
  },
};

const archives: SelftestGroup = {
  powers: ['request'],
  always: [],
  operations: {
    ...calls(
      'archives',
      { into: root, data: archive({ formats: ['tar'] }) },
      ...['untar', 'untar_nested', 'untar_by_prefix', 'untar_turning_backslashes', 'untar_by_first_header'],
      'untar_carefully',
    ),
    ...calls(
      'archives',
      { into: root, data: archive({ formats: ['zip'] }) },
      ...['unzip_by_hand', 'unzip_carefully'],
    ),
  },
};

const fromKeep = text({ from: 'keep.response' });

function consumers(...names: readonly string[]): Record<string, UserOperation> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        consumer: `./services.py:${name}`,
        ...{ table: 'things', event: 'lambda', view: 'NEW_AND_OLD_IMAGES' },
        attributes: { tenant: actingActor, key: fromKeep },
      } as const,
    ]),
  );
}

function tableById(name: string): Json {
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  };
}

const meetings: SelftestGroup = {
  actors: { attacker: {}, victim: {} },
  powers: ['request', 'race'],
  always: [],
  module: 'boto3',
  services: { dynamodb: { tables: [tableById('rooms')] } },
  operations: calls('meetings', { actor: actingActor, room: freeText }, 'claim_seen_free', 'claim_if_free'),
};

const services: SelftestGroup = {
  // A name that begins with another one reveals a comparison without delimiter.
  actors: { attacker: {}, attacker2: {} },
  powers: ['request'],
  always: ['keep'],
  module: 'boto3',
  services: {
    s3: { buckets: ['things'] },
    dynamodb: {
      tables: [tableById('things')],
    },
  },
  operations: {
    ...calls('services', { actor: actingActor, name: freeText }, 'keep'),
    ...calls(
      'services',
      { actor: actingActor, key: fromKeep },
      ...['fetch_tidied', 'fetch', 'fetch_unclaimed', 'fetch_claimed'],
    ),
    ...calls(
      'services',
      { actor: actingActor, prefix: text({ example: '{actor}/' }) },
      'names',
      'names_below',
    ),
    ...consumers(
      ...[
        'note_by_base',
        'note_by_tenant',
        'fetch_before',
        'fetch_after',
        'fetch_each_once',
        'fetch_by_text',
      ],
    ),
  },
};

type Groups = 'files' | 'tenants' | 'races' | 'meetings' | 'archives' | 'services';

export const selftestGroups: Readonly<Record<Groups, SelftestGroup>> = {
  files,
  tenants,
  races: raceGroup,
  meetings,
  archives,
  services,
};

export type GroupName = keyof typeof selftestGroups;
