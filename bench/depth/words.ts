/** Words that applications are written with. */

export interface Noun {
  readonly one: string;
  readonly many: string;
}

const regular = [
  ...[
    'memo',
    'ticket',
    'invoice',
    'contract',
    'photo',
    'draft',
    'report',
    'order',
    'lesson',
    'recipe',
    'route',
    'badge',
  ],
  ...[
    'label',
    'quote',
    'survey',
    'agenda',
    'parcel',
    'voucher',
    'permit',
    'blueprint',
    'sample',
    'poster',
    'chapter',
  ],
  ...[
    'ledger',
    'playlist',
    'receipt',
    'manual',
    'sketch',
    'banner',
    'brief',
    'claim',
    'course',
    'device',
    'estimate',
  ],
  ...[
    'forecast',
    'garment',
    'handbook',
    'insight',
    'journal',
    'keynote',
    'letter',
    'module',
    'newsletter',
    'offer',
  ],
  ...[
    'payslip',
    'question',
    'roster',
    'script',
    'template',
    'update',
    'vendor',
    'warrant',
    'annex',
    'beacon',
    'cabin',
  ],
  ...[
    'diploma',
    'emblem',
    'folio',
    'glossary',
    'harvest',
    'item',
    'jigsaw',
    'kit',
    'locker',
    'mandate',
    'notice',
  ],
  ...[
    'outline',
    'pamphlet',
    'quota',
    'rental',
    'syllabus',
    'token',
    'upload',
    'verdict',
    'widget',
    'yearbook',
    'zone',
  ],
  ...[
    'bulletin',
    'charter',
    'docket',
    'exhibit',
    'fixture',
    'grant',
    'hanger',
    'imprint',
    'junction',
    'kernel',
    'layout',
  ],
  ...[
    'medal',
    'nominee',
    'orchard',
    'panel',
    'quarry',
    'ribbon',
    'shelf',
    'tariff',
    'umbrella',
    'vessel',
    'windmill',
  ],
];

/** No two of them share a beginning that is one of them. */
export const nouns: readonly Noun[] = regular.map((one) => ({ one, many: pluralOf(one) }));

function pluralOf(one: string): string {
  if (one === 'shelf') return 'shelves';
  if (/(?:s|x|z|ch|sh)$/.test(one)) return `${one}es`;
  return /[^aeiou]y$/.test(one) ? `${one.slice(0, -1)}ies` : `${one}s`;
}

export const verbs = {
  add: ['add', 'create', 'new', 'file', 'register'],
  keep: ['save', 'keep', 'put', 'store'],
  read: ['show', 'read', 'open', 'get', 'view'],
  list: ['list', 'all', 'browse', 'find'],
  change: ['update', 'edit', 'amend', 'change'],
  drop: ['delete', 'remove', 'drop', 'discard'],
} as const;

export type Verb = keyof typeof verbs;

/** Names that fields of requests, attributes and answers go by. */
export const fieldNames = {
  id: ['id', 'ref', 'uid', 'key', 'handle'],
  name: ['name', 'title', 'slug', 'label', 'code'],
  file: ['filename', 'file_name', 'document', 'target', 'path'],
  text: ['text', 'body', 'content', 'details', 'remark'],
  group: ['space', 'folder', 'board', 'project', 'category'],
  status: ['status', 'state', 'stage', 'phase'],
} as const;

export const siteNames = [
  'harbour',
  'depot',
  'atelier',
  'foundry',
  'pavilion',
  'terrace',
  'workshop',
  'gallery',
] as const;
export const actorNames = ['mallory', 'acme', 'north', 'orbit', 'tango', 'linden', 'delta', 'river'] as const;

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
