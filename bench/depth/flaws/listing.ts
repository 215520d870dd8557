/** Lists: documents with a group are added to a table and listed by it. What a list asks for says whose it shows. */
import { type Endpoint, endpoint } from '../endpoint.ts';
import type { Feature, Plot, TableSpec } from '../feature.ts';
import { python, quoted } from '../python.ts';
import type { WantedField } from '../wantedField.ts';
import { fieldNames } from '../words.ts';
import { drawNewId } from './pieces.ts';
import { featureOf, tableImports } from './stock.ts';

/** Names that a list is written with, all Python variables too. */
export interface ListNames {
  readonly id: string;
  readonly group: string;
  readonly text: string;
  readonly table: string;
}

interface ListWish {
  readonly title: string;
  readonly names: ListNames;
  readonly table: TableSpec;
  /** Items of a Python dict for the key of a new document. */
  readonly key: string;
  /** Lines that end with `items`. */
  readonly find: string;
  /** Fields of the list; its group where this is absent. `{add space}` stands for that argument of the operation that adds. */
  readonly fields?: readonly WantedField[];
  readonly drawn: readonly string[];
  /** What a hand sends to see the list that it has no right to. */
  readonly attack: (group: string, hands: { readonly victim: string }) => Readonly<Record<string, string>>;
  readonly imports?: readonly string[];
}

export function drawListNames({ dice, noun, style }: Plot): ListNames {
  return {
    id: dice.pick(fieldNames.id),
    group: dice.pick(fieldNames.group),
    text: dice.pick(fieldNames.text),
    table: `${style.site}-${noun.many}`,
  };
}

export function listFeature(plot: Plot, wish: ListWish): Feature {
  const { dice, noun, style } = plot;
  const { id, group, text, table } = wish.names;
  const newId = drawNewId(dice);
  const add = endpoint(plot, 'add', [
    { name: group, value: 'text()' },
    { name: text, value: 'text()', at: ['json', 'form'] },
  ]);
  const shown = dice.pick([
    `JsonResponse({"found": [item[${quoted(text)}] for item in items]})`,
    `JsonResponse({"count": len(items), "items": [{${quoted(id)}: item[${quoted(id)}], ${quoted(text)}: item[${quoted(text)}]} for item in items]})`,
    `JsonResponse({"found": {item[${quoted(id)}]: item[${quoted(text)}] for item in items}})`,
  ]);
  const list: Endpoint = endpoint(
    plot,
    'list',
    (wish.fields ?? [{ name: group, value: `text({ from: '{add ${group}}' })` }]).map((field) => ({
      ...field,
      value: field.value.replace(/\{add (\w+)\}/, (_, name) => add.argument(name)),
    })),
    wish.fields?.length === 0 ? { more: `after: ['${add.name}']` } : {},
  );
  return featureOf(plot, {
    title: `${noun.many}, ${wish.title}.`,
    imports: [...tableImports(plot), ...newId.imports, ...(wish.imports ?? [])],
    parts: [
      python`
        ${add.head}
            ${id} = ${newId.python}
            item = {${wish.key}, ${quoted(id)}: ${id}, ${quoted(style.owner)}: tenant, ${quoted(group)}: ${group}, ${quoted(text)}: ${text}}
            stores.table(${quoted(table)}).put_item(Item=item)
            return JsonResponse({${quoted(id)}: ${id}}, status=201)
      `,
      python`
        ${list.head}
            table = stores.table(${quoted(table)})
            ${wish.find}
            return ${shown}
      `,
    ],
    endpoints: [add, list],
    suspect: list,
    tables: [wish.table],
    drawn: wish.drawn,
    proof: async ({ send, attacker, victim, word }) => {
      const [where, secret] = [word(), word()];
      await send(victim, add.request({ [group]: where, [text]: secret }));
      const said = await send(attacker, list.request({ [group]: where, ...wish.attack(where, { victim }) }));
      return said.text.includes(secret);
    },
  });
}
