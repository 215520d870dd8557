/** What was sent is written into a PartiQL statement. */
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';
import { featureOf, tableImports } from './stock.ts';

export const statementText: FlawKind = {
  id: 'statement-text',
  classes: ['key.expression'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [name, text] = [dice.pick(fieldNames.name), dice.pick(fieldNames.text)];
    const table = `${style.site}-${noun.many}`;
    const at = ['query', 'json', 'form'] as const;
    const keep = endpoint(plot, 'keep', [
      { name, value: 'text()', at },
      { name: text, value: 'text()', at: ['json', 'form'] },
    ]);
    const read = endpoint(plot, 'read', [{ name, value: `text({ from: '${keep.argument(name)}' })`, at }]);
    const where = (tenant: string, called: string): string =>
      `"${style.pk}" = ${tenant} AND "${style.sk}" = ${called}`;
    const ask = flawed
      ? python`
          statement = f"""SELECT * FROM "${table}" WHERE ${where("'{tenant}'", `'{${name}}'`)}"""
          items = stores.client().execute_statement(Statement=statement)["Items"]
        `
      : python`
          statement = """SELECT * FROM "${table}" WHERE ${where('?', '?')}"""
          parameters = [{"S": tenant}, {"S": ${name}}]
          items = stores.client().execute_statement(Statement=statement, Parameters=parameters)["Items"]
        `;
    return featureOf(plot, {
      title: `${noun.many} of a tenant, asked for in PartiQL.`,
      imports: tableImports(plot),
      parts: [
        python`
          ${keep.head}
              key = {${quoted(style.pk)}: tenant, ${quoted(style.sk)}: ${name}}
              stores.table(${quoted(table)}).put_item(Item={**key, ${quoted(text)}: ${text}})
              return JsonResponse({"stored": True})
        `,
        python`
          ${read.head}
              ${ask}
              return JsonResponse({"found": [item[${quoted(text)}]["S"] for item in items]})
        `,
      ],
      endpoints: [keep, read],
      suspect: read,
      tables: [{ name: table, keys: [style.pk, style.sk] }],
      drawn: [`name in ${read.places[name]}`],
      proof: async ({ send, attacker, victim, word }) => {
        const [called, secret] = [word(), word()];
        await send(victim, keep.request({ [name]: called, [text]: secret }));
        const sent = `x' OR "${style.pk}" = '${victim}`;
        return (await send(attacker, read.request({ [name]: sent }))).text.includes(secret);
      },
    });
  },
};
