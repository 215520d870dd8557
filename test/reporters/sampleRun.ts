/** One run as a stream of events, with whatever text a test wants to see in every place that text can take. */
import type { Attack } from '../../model/attack.ts';
import type { Finding, RunEvent } from '../../model/finding.ts';
import type { Access } from '../../model/observation.ts';

export const cwd = '/srv/shop';

export interface SampleText {
  readonly summary: string;
  readonly operation: string;
  readonly fileName: string;
  readonly message: string;
}

export const calm: SampleText = {
  summary: 'attacker wrote {moat}/evil/avatar.png through upload',
  operation: 'upload',
  fileName: '../../evil/avatar.png',
  message: 'the target died',
};

export function sampleAttack(text: SampleText): Attack {
  return {
    layout: [
      { kind: 'directory', zone: 'own', path: 'inbox' },
      { kind: 'file', zone: 'own', path: ['inbox/', text.fileName], content: text.message },
      { kind: 'symlink', zone: 'own', path: 'inbox/l', to: [{ place: 'moat' }, '/secret.txt'] },
      { kind: 'hardlink', zone: 'temp', path: 'h', to: [{ place: 'foreign' }, '/a.txt'] },
    ],
    steps: [
      {
        operation: text.operation,
        actor: 'attacker',
        arguments: {
          avatar: { file: { name: text.fileName, contentType: 'image/png', content: { text: 'x' } } },
          id: {
            text: [{ known: { actor: 'victim', operation: 'upload', name: 'response.id' }, change: 'upper' }],
          },
          extra: { json: { [text.fileName]: [text.summary, 1, null] } },
          raw: { bytes: 'AAEC' },
        },
      },
      {
        operation: 'download',
        actor: 'attacker',
        arguments: { id: { text: [{ returned: { step: 0, field: 'id' } }, '.png'] } },
      },
    ],
    race: null,
  };
}

export function sampleAccess(text: SampleText): Access {
  return {
    step: 0,
    operation: text.operation,
    actor: 'attacker',
    action: 'write',
    resource: {
      store: 'file',
      ground: 'moat',
      path: `/tmp/arena/${text.fileName}`,
      shown: `{moat}/${text.fileName}`,
      directory: false,
    },
    owner: { kind: 'outside' },
    seenBy: ['hook', 'tripwire'],
    refused: false,
    asked: text.fileName,
    location: null,
    flow: null,
    walk: {
      steps: [
        { unsafeName: '{sandbox}', was: 'folder', unsafeAt: '{sandbox}' },
        {
          unsafeName: text.fileName,
          was: 'link',
          unsafeTarget: text.fileName,
          unsafeAt: `{moat}/${text.fileName}`,
          unsafeSameAs: text.message,
          became: 'created',
          leaves: 'sandbox',
        },
      ],
      left: 0,
    },
  };
}

export function sampleFinding(text: SampleText, id: string = 'f-1a2b3c4d'): Finding {
  const item: Access = {
    ...sampleAccess(text),
    action: 'read',
    resource: { store: 'item', table: 'assets', key: { pk: { S: text.fileName } } },
    owner: { kind: 'actor', name: 'victim' },
    seenBy: ['wire'],
    asked: null,
  };
  return {
    id,
    property: 'no-write-outside',
    severity: 'critical',
    power: 'own-folder',
    cwe: 'CWE-22',
    operation: text.operation,
    summary: text.summary,
    location: {
      file: `${cwd}/shop/${text.fileName === calm.fileName ? 'views' : text.fileName}.py`,
      line: 42,
    },
    attack: sampleAttack(text),
    classes: ['path.dotdot', 'link.final'],
    evidence: {
      access: sampleAccess(text),
      disclosure: {
        step: 1,
        operation: 'download',
        actor: 'attacker',
        owner: { kind: 'actor', name: 'victim' },
        where: 'response',
        form: 'base64',
        planted: "victim's upload.content",
        unsafeExcerpt: text.message,
        location: null,
      },
      unsafeRequests: [],
      unsafeLayout: [],
      mattering: [
        {
          step: 0,
          parameter: text.operation,
          parts: [
            { unsafeText: text.fileName, matters: true },
            { unsafeText: text.message, matters: false },
          ],
        },
      ],
      accesses: [sampleAccess(text), item],
    },
    confirmed: 'confirmed',
    foundAfterCases: 17,
    foundBy: 'text.way-out',
  };
}

/** A run of two operations and two properties, with one finding, one error, and one operation that reached nothing. */
export function sampleRun(text: SampleText): readonly RunEvent[] {
  const unlucky: Finding = {
    ...sampleFinding(text, 'f-99'),
    property: 'no-disclosure',
    cwe: 'CWE-200',
    severity: 'low',
    power: 'request',
    location: null,
    confirmed: 'flaky',
  };
  return [
    {
      type: 'started',
      version: '0.1.0',
      seed: 7,
      config: `${cwd}/trespass.config.ts`,
      operations: [text.operation, 'ping'],
      properties: [
        {
          id: 'no-write-outside',
          cwe: 'CWE-22',
          severity: 'critical',
          promise: 'Nothing outside is written.',
          advice: { remedy: text.message, flawed: `open(${text.fileName})`, corrected: 'pass' },
        },
        { id: 'no-delete-outside', cwe: 'CWE-22', severity: 'high', promise: 'Nothing outside is deleted.' },
      ],
    },
    {
      type: 'rehearsed',
      operations: [
        { name: text.operation, reached: ['file'], tested: true, outcome: 'accepted', answer: '201' },
        { name: 'ping', reached: [], tested: false, outcome: 'failed', answer: text.message },
      ],
      notes: [{ kind: 'learnt', text: `index ${text.message}` }],
    },
    { type: 'progress', cases: 3, seconds: 1, findings: 0, doing: 'searching' },
    { type: 'finding', finding: sampleFinding(text) },
    { type: 'finding', finding: unlucky },
    {
      type: 'error',
      error: { kind: 'target', message: text.message, operation: text.operation, attack: sampleAttack(text) },
    },
    {
      type: 'finished',
      ledger: [
        {
          ...{ class: 'path.dotdot', generated: 1200, reachedSink: 800, judged: 790, impossible: null },
          judgedIn: [{ operation: text.operation, cases: 790 }],
        },
        { class: 'path.nul', generated: 30, reachedSink: 0, judged: 0, impossible: null },
        { class: 'link.final', generated: 60, reachedSink: 55, judged: 55, impossible: null },
        {
          class: 'link.hard',
          generated: 0,
          reachedSink: 0,
          judged: 0,
          impossible: 'hard links are refused here',
        },
      ],
      notes: [
        { kind: 'not-tested', text: 'ping reached no file and no item' },
        { kind: 'inconclusive', text: 'FLAKY: seen once', attack: sampleAttack(text) },
        { kind: 'failing', text: `export failed: ${text.message}` },
      ],
      stats: { cases: 1204, inconclusive: 1, seconds: 12.34, judgedPerSecond: 97.6, ended: null },
      exitCode: 1,
    },
  ];
}
