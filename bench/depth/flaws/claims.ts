/** Names that belong to whoever claimed them first, by one conditional write: nobody comes between a look and a claim. */
import type { Plot, TableSpec } from '../feature.ts';
import { python, quoted } from '../python.ts';

export interface Claims {
  readonly table: string;
  /** The key of a claim, in Python. */
  readonly key: string;
  readonly imports: readonly string[];
  /** `_claim(…, tenant)` takes the named parts and refuses with 409 what is another tenant's. */
  readonly code: string;
  readonly tables: readonly TableSpec[];
}

/** Claims of one name, or of a pair of them. */
export function claimsOf(
  { noun, style: { site, pk, sk, owner } }: Plot,
  ...names: readonly [string] | readonly [string, string]
): Claims {
  const table = `${site}-${noun.one}-claims`;
  const keys = [pk, sk].slice(0, names.length);
  const key = `{${keys.map((attribute, index) => `${quoted(attribute)}: ${names[index]}`).join(', ')}}`;
  return {
    table,
    key,
    imports: [`from ${site} import stores`, 'from botocore.exceptions import ClientError'],
    code: python`
      def _claim(${names.join(', ')}, tenant):
          try:
              stores.table(${quoted(table)}).put_item(
                  Item={**${key}, ${quoted(owner)}: tenant},
                  ConditionExpression="attribute_not_exists(#owner) OR #owner = :tenant",
                  ExpressionAttributeNames={"#owner": ${quoted(owner)}},
                  ExpressionAttributeValues={":tenant": tenant},
              )
          except ClientError as error:
              raise inputs.Refused(409) from error
    `,
    tables: [{ name: table, keys }],
  };
}
