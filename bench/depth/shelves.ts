/**
 * Where documents of a kind lie under a key that all tenants share: items of a table of their own or of the one for everything,
 * files, objects. Whose they are is a member of each.
 */
import type { Plot, TableSpec } from './feature.ts';
import { python, quoted } from './python.ts';

export interface Shelf {
  readonly store: string;
  readonly imports: readonly string[];
  /** `_load(key)` gives a dict of texts or None; `_keep(key, document)`; `_drop(key)`. */
  readonly code: string;
  readonly tables: readonly TableSpec[];
  readonly needsObjects?: true;
}

const shelfKinds = { ownTable, ownTable2: ownTable, singleTable, lowLevel, files, objects } as const;

export function drawShelf(plot: Plot): Shelf {
  return plot.dice.pick(Object.values(shelfKinds))(plot);
}

function ownTable({ noun, style: { site, pk } }: Plot): Shelf {
  const name = `${site}-${noun.many}`;
  return {
    store: 'item of its own table',
    imports: [`from ${site} import stores`],
    code: python`
      def _load(key):
          return stores.table(${quoted(name)}).get_item(Key={${quoted(pk)}: key}).get("Item")


      def _keep(key, document):
          stores.table(${quoted(name)}).put_item(Item={**document, ${quoted(pk)}: key})


      def _drop(key):
          stores.table(${quoted(name)}).delete_item(Key={${quoted(pk)}: key})
    `,
    tables: [{ name, keys: [pk] }],
  };
}

function singleTable({ noun, style: { site, pk, sk, table, delimiter } }: Plot): Shelf {
  return {
    store: 'item of the one table',
    imports: [`from ${site} import stores`],
    code: python`
      def _key(key):
          return {${quoted(pk)}: f"${noun.one.toUpperCase()}${delimiter}{key}", ${quoted(sk)}: "META"}


      def _load(key):
          return stores.table(${quoted(table)}).get_item(Key=_key(key)).get("Item")


      def _keep(key, document):
          stores.table(${quoted(table)}).put_item(Item={**document, **_key(key)})


      def _drop(key):
          stores.table(${quoted(table)}).delete_item(Key=_key(key))
    `,
    tables: [{ name: table, keys: [pk, sk] }],
  };
}

function lowLevel({ noun, style: { site, pk } }: Plot): Shelf {
  const name = `${site}-${noun.many}`;
  return {
    store: 'item of its own table, by the client',
    imports: [`from ${site} import stores`],
    code: python`
      def _load(key):
          found = stores.client().get_item(TableName=${quoted(name)}, Key={${quoted(pk)}: {"S": key}})
          return {name: value["S"] for name, value in found["Item"].items()} if "Item" in found else None


      def _keep(key, document):
          item = {name: {"S": value} for name, value in {**document, ${quoted(pk)}: key}.items()}
          stores.client().put_item(TableName=${quoted(name)}, Item=item)


      def _drop(key):
          stores.client().delete_item(TableName=${quoted(name)}, Key={${quoted(pk)}: {"S": key}})
    `,
    tables: [{ name, keys: [pk] }],
  };
}

function files({ dice, noun, style: { media } }: Plot): Shelf {
  const named = dice.pick([
    { imports: ['from urllib.parse import quote'], name: 'quote(key, safe="").replace(".", "%2E")' },
    { imports: ['import hashlib'], name: 'hashlib.sha256(key.encode()).hexdigest()' },
  ]);
  return {
    store: `file, named by ${named.name}`,
    imports: ['import json', 'import os', 'from django.conf import settings', ...named.imports],
    code: python`
      def _path(key):
          return os.path.join(settings.${media.setting}, ${quoted(noun.many)}, ${named.name} + ".json")


      def _load(key):
          try:
              with open(_path(key), encoding="utf-8") as source:
                  return json.load(source)
          except FileNotFoundError:
              return None


      def _keep(key, document):
          os.makedirs(os.path.dirname(_path(key)), exist_ok=True)
          with open(_path(key), "w", encoding="utf-8") as out:
              json.dump(document, out)


      def _drop(key):
          os.remove(_path(key))
    `,
    tables: [],
  };
}

function objects({ noun, style: { site, bucket, delimiter } }: Plot): Shelf {
  const between = delimiter === '#' ? '/' : delimiter;
  return {
    store: 'object',
    imports: ['import json', 'from botocore.exceptions import ClientError', `from ${site} import stores`],
    code: python`
      def _load(key):
          try:
              found = stores.s3().get_object(Bucket=${quoted(bucket)}, Key=f"${noun.many}${between}{key}")
          except ClientError as error:
              if error.response["Error"]["Code"] != "NoSuchKey":
                  raise
              return None
          return json.loads(found["Body"].read())


      def _keep(key, document):
          body = json.dumps(document).encode()
          stores.s3().put_object(Bucket=${quoted(bucket)}, Key=f"${noun.many}${between}{key}", Body=body)


      def _drop(key):
          stores.s3().delete_object(Bucket=${quoted(bucket)}, Key=f"${noun.many}${between}{key}")
    `,
    tables: [],
    needsObjects: true,
  };
}
