/** What was read is cached by its name, without its tenant. */
import { endpoint } from '../endpoint.ts';
import type { FlawKind } from '../feature.ts';
import { python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';
import { goneAnswer } from './pieces.ts';
import { featureOf, tableImports } from './stock.ts';

export const cachedName: FlawKind = {
  id: 'cached-name',
  classes: ['key.cache'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const [name, text] = [dice.pick(fieldNames.name), dice.pick(fieldNames.text)];
    const table = `${style.site}-${noun.many}`;
    const keep = endpoint(plot, 'keep', [
      { name, value: 'text()' },
      { name: text, value: 'text()', at: ['json', 'form'] },
    ]);
    const read = endpoint(plot, 'read', [{ name, value: `text({ from: '${keep.argument(name)}' })` }]);
    const parts = flawed ? `${quoted(noun.one)}, ${name}` : `${quoted(noun.one)}, tenant, ${name}`;
    const cacheKey = `"/".join(quote(part, safe="") for part in (${parts}))`;
    const key = `{${quoted(style.pk)}: tenant, ${quoted(style.sk)}: ${name}}`;
    return featureOf(plot, {
      title: `${noun.many} of a tenant, cached for a minute.`,
      imports: [
        ...tableImports(plot),
        'from django.core.cache import cache',
        'from urllib.parse import quote',
      ],
      parts: [
        python`
          ${keep.head}
              stores.table(${quoted(table)}).put_item(Item={**${key}, ${quoted(text)}: ${text}})
              cache.delete(${cacheKey})
              return JsonResponse({"stored": True})
        `,
        python`
          ${read.head}
              cached = cache.get(${cacheKey})
              if cached is None:
                  item = stores.table(${quoted(table)}).get_item(Key=${key}).get("Item")
                  if item is None:
                      ${goneAnswer(dice)}
                  cached = item[${quoted(text)}]
                  cache.set(${cacheKey}, cached, 60)
              return JsonResponse({${quoted(text)}: cached})
        `,
      ],
      endpoints: [keep, read],
      suspect: read,
      tables: [{ name: table, keys: [style.pk, style.sk] }],
      drawn: [`name in ${read.places[name]}`],
      proof: async ({ send, attacker, victim, word }) => {
        const [called, secret] = [word(), word()];
        await send(victim, keep.request({ [name]: called, [text]: secret }));
        await send(victim, read.request({ [name]: called }));
        return (await send(attacker, read.request({ [name]: called }))).text.includes(secret);
      },
    });
  },
};
