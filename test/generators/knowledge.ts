/** Two targets as generators are told of them: a web service with tenants, a single callable without. */
import type { Knowledge, KnownValue, LearntAccess } from '../../model/knowledge.ts';
import type { Operation } from '../../model/operation.ts';
import { knowing } from '../knowledge.ts';

const operations: readonly Operation[] = [
  {
    name: 'upload',
    entry: { kind: 'http', method: 'POST', path: '/folders/{folder}/files' },
    parameters: [
      { name: 'folder', kind: 'text', place: 'path', example: 'drawings' },
      { name: 'upload', kind: 'file', place: 'multipart', example: '{token}.txt' },
      { name: 'note', kind: 'json', place: 'json', example: { labels: ['{token}'], size: 3 } },
      { name: 'digest', kind: 'bytes', place: 'body' },
      { name: 'tenant', kind: 'text', place: 'header', fixed: true },
    ],
  },
  {
    name: 'download',
    entry: { kind: 'http', method: 'GET', path: '/files/{id}' },
    parameters: [{ name: 'id', kind: 'text', place: 'path', from: { operation: 'upload', name: 'file.id' } }],
  },
  {
    name: 'rename',
    entry: { kind: 'http', method: 'POST', path: '/rename' },
    parameters: [
      { name: 'folder', kind: 'text', place: 'form', example: 'drawings' },
      { name: 'label', kind: 'text', place: 'form', example: '{token}' },
    ],
  },
  {
    name: 'import',
    entry: { kind: 'http', method: 'POST', path: '/import' },
    parameters: [
      {
        ...{ name: 'bundle', kind: 'file', place: 'multipart' },
        archive: { kinds: ['tar', 'tar.gz', 'zip'], members: { '{token}.txt': '{content}' }, folder: 'out' },
      },
    ],
  },
  {
    name: 'unpack',
    entry: { kind: 'call', function: 'unpacking:unpack' },
    parameters: [
      {
        ...{ name: 'data', kind: 'bytes', place: 'argument' },
        archive: { kinds: ['tar'], members: { 'index.json': '{"id": "{token}"}' } },
      },
    ],
  },
  {
    name: 'consume',
    entry: {
      ...{ kind: 'consumer', function: 'consuming:handler', table: 'files', takes: 'lambda' },
      ...{ view: 'NEW_AND_OLD_IMAGES', keyNames: ['pk'] },
    },
    parameters: [
      { name: 'key', kind: 'text', place: 'attribute', from: { operation: 'upload', name: 'file.id' } },
      { name: '(records)', kind: 'json', place: 'records', example: {} },
    ],
  },
  { name: 'export', entry: { kind: 'http', method: 'POST', path: '/export' }, parameters: [] },
];

function rehearsed(actor: string, folder: string, id: string, file: string): readonly KnownValue[] {
  return [
    { actor, operation: 'upload', name: 'arguments.folder', value: folder },
    { actor, operation: 'upload', name: 'arguments.upload', value: file },
    { actor, operation: 'upload', name: 'response.file.id', value: id },
    { actor, operation: 'upload', name: 'response.owner', value: actor },
    { actor, operation: 'rename', name: 'arguments.folder', value: folder },
    { actor, operation: 'rename', name: 'arguments.label', value: `${id}-label` },
    { actor, operation: 'download', name: 'arguments.id', value: id },
    { actor, operation: 'consume', name: 'arguments.key', value: id },
  ];
}

const access = (action: LearntAccess['action'], path: string, zone: LearntAccess['zone'] = 'own') => ({
  ...{ action, zone, path, exists: action !== 'write', stable: path !== 'random' },
});

export const service: Knowledge = knowing({
  actors: { attacker: 'mallory', victims: ['victor', 'wendy'] },
  operations,
  known: [
    ...rehearsed('mallory', 'drawings-1', 'f3a1', 'k7q2.txt'),
    ...rehearsed('victor', 'plans-1', 'b64c', 'p0m9.txt'),
    ...rehearsed('wendy', 'plans-2', 'c55d', 'z8x7.txt'),
  ],
  files: {
    names: ['mallory/drawings-1/k7q2.txt', 'victor/plans-1/p0m9.txt', 'wendy/plans-2/z8x7.txt', 'export.zip'],
    predictable: [
      {
        ...{ operation: 'export', actor: 'mallory', zone: 'temp', folder: false },
        ...{ path: 'export.lock', parts: ['export.lock'] },
      },
      {
        ...{ operation: 'export', actor: 'victor', zone: 'temp', folder: true },
        ...{ path: 'export-cache', parts: ['export-cache'] },
      },
      {
        ...{ operation: 'upload', actor: 'mallory', zone: 'own', folder: false },
        path: 'drawings/k7q9.thumb.png',
        parts: ['drawings/', { sent: 'upload', change: 'stem' }, '.thumb.png'],
      },
      {
        ...{ operation: 'download', actor: 'mallory', zone: 'temp', folder: false },
        path: [{ known: { actor: 'mallory', operation: 'upload', name: 'response.file.id' } }, '.cache'],
        parts: [{ sent: 'id' }, '.cache'],
      },
    ],
  },
  races: {
    meetings: {
      upload: [
        {
          arguments: { name: { text: 'new1' } },
          other: { operation: 'upload', actor: 'victor', arguments: { name: { text: 'new1' } } },
          turns: [2, 1],
        },
      ],
    },
    accesses: {
      upload: [
        access('look', 'drawings-1'),
        access('write', 'drawings-1/k7q2.txt.part'),
        access('rename', 'drawings-1/k7q2.txt.part'),
        access('rename', 'drawings-1/k7q2.txt'),
      ],
      download: [access('look', 'k7q2.txt'), access('read', 'k7q2.txt')],
      export: [access('write', 'random', 'temp'), access('write', 'export.zip', 'temp')],
    },
  },
  stores: { objects: true },
  means: {
    powers: ['request', 'own-folder', 'shared-temp', 'race', 'hard-link'],
    granted: ['request', 'own-folder', 'shared-temp', 'race', 'hard-link'],
    zones: ['own', 'temp'],
    homes: ['mallory'],
  },
});

export const callable: Knowledge = knowing({
  actors: { attacker: 'somebody' },
  operations: [
    {
      name: 'read',
      entry: { kind: 'call', function: 'reader:read' },
      parameters: [{ name: 'name', kind: 'text', place: 'argument', example: 'report.txt' }],
    },
  ],
  known: [{ actor: 'somebody', operation: 'read', name: 'arguments.name', value: 'report.txt' }],
  files: { names: ['report.txt'] },
});
