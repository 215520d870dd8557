/** A stock of documents under ids of the application: they are added, and their owners look how long they are. */
import { type Endpoint, endpoint } from '../endpoint.ts';
import type { Feature, Plot, Proof, TableSpec } from '../feature.ts';
import { moduleOf, python, quoted } from '../python.ts';
import { drawShelf, type Shelf } from '../shelves.ts';
import { fieldNames } from '../words.ts';
import { drawNewId, goneAnswer } from './pieces.ts';

export interface Stock {
  readonly shelf: Shelf;
  /** Names of an id and of the text of a document. */
  readonly id: string;
  readonly text: string;
  readonly add: Endpoint;
  readonly look: Endpoint;
  /** Parameter that takes an id. */
  readonly from: string;
  /** Whether the document in a Python variable is another tenant's. */
  readonly isOthers: (found: string) => string;
  readonly imports: readonly string[];
  readonly parts: readonly string[];
}

export function drawStock(plot: Plot): Stock {
  const { dice, style } = plot;
  const [id, text] = [dice.pick(fieldNames.id), dice.pick(fieldNames.text)];
  const shelf = drawShelf(plot);
  const newId = drawNewId(dice);
  const add = endpoint(plot, 'add', [{ name: text, value: 'text()', at: ['json', 'form'] }]);
  const from = `text({ from: '${add.name}.response.${id}' })`;
  const look = endpoint(plot, 'read', [{ name: id, value: from }], { suffix: 'summary' });
  const isOthers = (found: string): string => `${found}[${quoted(style.owner)}] != tenant`;
  return {
    ...{ shelf, id, text, add, look, from, isOthers },
    imports: [...shelf.imports, ...newId.imports],
    parts: [
      shelf.code,
      python`
        ${add.head}
            ${id} = ${newId.python}
            _keep(${id}, {${quoted(style.owner)}: tenant, ${quoted(text)}: ${text}})
            return JsonResponse({${quoted(id)}: ${id}}, status=201)
      `,
      python`
        ${look.head}
            found = _load(${id})
            if found is None or ${isOthers('found')}:
                ${goneAnswer(dice)}
            return JsonResponse({"length": len(found[${quoted(text)}])})
      `,
    ],
  };
}

export interface Assembled {
  readonly title: string;
  readonly imports?: readonly string[];
  readonly parts: readonly string[];
  readonly endpoints: readonly Endpoint[];
  readonly suspect: Endpoint;
  /** Other operations with the same flaw. */
  readonly alsoFlawed?: readonly Endpoint[];
  readonly tables?: readonly TableSpec[];
  readonly needsObjects?: boolean;
  readonly needsDropbox?: boolean;
  readonly drawn: readonly string[];
  readonly proof: Proof;
}

/** A feature of endpoints, with what every module imports. */
export function featureOf({ noun, style }: Plot, made: Assembled): Feature {
  const imports = [
    'from django.http import JsonResponse',
    `from ${style.site} import inputs, work`,
    ...(made.imports ?? []),
  ];
  return {
    module: noun.many,
    code: moduleOf(made.title, imports, made.parts),
    operations: made.endpoints.map(({ operation }) => operation),
    tables: made.tables ?? [],
    ...(made.needsObjects ? { needsObjects: true } : {}),
    ...(made.needsDropbox ? { needsDropbox: true } : {}),
    suspect: made.suspect.name,
    alsoFlawed: (made.alsoFlawed ?? []).map(({ name }) => name),
    proof: made.proof,
    drawn: made.drawn,
  };
}

/** With a stock of documents beside it. */
export function stockFeature(plot: Plot, stock: Stock, made: Assembled): Feature {
  return featureOf(plot, {
    ...made,
    imports: [...stock.imports, ...(made.imports ?? [])],
    parts: [...stock.parts, ...made.parts],
    endpoints: [stock.add, stock.look, ...made.endpoints],
    tables: [...stock.shelf.tables, ...(made.tables ?? [])],
    needsObjects: made.needsObjects === true || stock.shelf.needsObjects === true,
    drawn: [...made.drawn, stock.shelf.store],
  });
}

/** Imports of a module that works with tables. */
export function tableImports({ style }: Plot): readonly string[] {
  return [`from ${style.site} import stores`, 'from boto3.dynamodb.conditions import Attr, Key'];
}
