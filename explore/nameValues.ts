/** Values by the name of a parameter: `contact_email` takes an address, `tenant_id` the actor's own tenant. Pure. */
import type { Json } from '../model/attack.ts';

/** What is known of a parameter beside its uses. */
export interface NamedHints {
  readonly name: string;
  /** Of a lookup that has one; null for none. */
  readonly default: Json;
  /** Whether actors have words of their own: `{actor.tenant}`. */
  readonly hasTenant: boolean;
}

/** Names of things that belong to whoever acts, by which tenants are told apart. */
export const tenantName: RegExp =
  /^(?:tenant|org|organi[sz]ation|account|workspace|customer|company|team|client)(?:_?(?:id|slug|name|key))?$/i;

/** The same of persons: whoever acts, or somebody else who is made or named. */
const personName = /^(?:owner|user|user_?name|author|member)(?:_?(?:id|slug|name|key))?$/i;

const byName: readonly (readonly [RegExp, (asJson: boolean) => readonly Json[]])[] = [
  // Nobody has another's. Both of a form are the same, and rules for passwords want some of everything.
  [/^passw(?:or)?d$/i, () => ['Correct-Horse-{token}']],
  [/passw(?:or)?d/i, () => ['Correct-Horse-26']],
  [/e-?mail/i, () => ['{token}@example.com']],
  [
    /^(?:url|uri|link|href|website|homepage|callback(?:_url)?|redirect(?:_url)?)$|_ur[li]$/i,
    () => ['https://example.com/{token}', '/{token}'],
  ],
  [
    /^(?:file_?name|filename|path|file_?path|name_on_disk|attachment|document|archive)$|_(?:path|file|filename)$/i,
    () => ['{token}.txt', '{token}'],
  ],
  [/^(?:date|day|from_?date|to_?date|start|end|since|until|due)$|_(?:date|day|on)$/i, () => ['2026-01-02']],
  [/_at$|^(?:time|timestamp|when)$/i, () => ['2026-01-02T03:04:05+00:00']],
  [/^(?:month|period)$/i, () => ['2026-01', '1']],
  [/^(?:year)$/i, () => ['2026']],
  [
    /^(?:limit|count|page|page_?size|size|offset|amount|qty|quantity|price|total|number|num|n|width|height|version|seats|hours|minutes|days|rating|score|priority|position|index|order|level|age)$|_(?:count|limit|size|amount|number|total|offset|length)$/i,
    (asJson) => (asJson ? [1, '1', 0] : ['1', '0']),
  ],
  [
    /^(?:is|has|can|should)_|^(?:enabled|active|public|private|done|archived|draft|force|overwrite|recursive)$/i,
    (asJson) => (asJson ? [false, true] : ['false', '1']),
  ],
  [
    /^(?:ids|tags|items|labels|members|keys|names|files|paths)$|_ids$/i,
    (asJson) => (asJson ? [['{token}']] : ['{token}']),
  ],
  [/^(?:lang|language|locale)$/i, () => ['en']],
  [/^(?:currency)$/i, () => ['EUR']],
  [/^(?:content_?type|mime(?:_?type)?)$/i, () => ['text/plain']],
  [/^(?:format|fmt|ext|extension)$/i, () => ['json', 'csv', 'txt', 'zip']],
  [/^(?:uuid|guid)$|_uuid$/i, () => ['{uuid}']],
];

export function valuesOfName(
  { name, hasTenant, default: given }: NamedHints,
  asJson: boolean,
): readonly Json[] {
  // `Upload-Offset` of a header is an offset as `upload_offset` is.
  const word = (name.split('.').findLast((part) => part !== '*') ?? name).replaceAll('-', '_');
  const isTelling = given !== null && given !== '' && typeof given !== 'object';
  return [
    ...(hasTenant && tenantName.test(word) ? ['{actor.tenant}'] : []),
    ...byName.flatMap(([pattern, values]) => (pattern.test(word) ? values(asJson) : [])),
    ...(isTelling ? [asJson ? given : String(given)] : []),
    ...(hasTenant && personName.test(word) ? ['{token}', '{actor.tenant}'] : []),
  ];
}
