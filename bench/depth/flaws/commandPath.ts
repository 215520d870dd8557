/** A management command writes a report of a tenant under the name that it is given. */
import { existsSync } from 'node:fs';
import { endpoint } from '../endpoint.ts';
import type { FlawKind, Operation } from '../feature.ts';
import { moduleOf, python, quoted } from '../python.ts';
import { fieldNames } from '../words.ts';
import { outsideOf } from './disguisedPath.ts';

export const commandPath: FlawKind = {
  id: 'command-path',
  classes: ['path.dotdot', 'path.absolute'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const text = dice.pick(fieldNames.text);
    const command = `export_${noun.many}`;
    const option = dice.pick(['name', 'output', 'report']);
    const ending = dice.pick(['', '.csv', '.txt']);
    const last = ending === '' ? '' : ` + ${quoted(ending)}`;
    const keep = endpoint(plot, 'keep', [{ name: text, value: 'text()', at: ['json', 'form'] }]);
    const key = (tenant: string): string =>
      `{${quoted(style.pk)}: f"${noun.one.toUpperCase()}/{${tenant}}", ${quoted(style.sk)}: "LAST"}`;
    const config = `{ command: '${command}', options: { '--tenant': fixed('{actor.tenant}'), '--${option}': text() }, after: ['${keep.name}'] }`;
    const exporting: Operation = { name: `export${noun.many}`, config, route: null };
    const careful = python`
      if os.path.basename(name) != name or name in ("", ".", ".."):
          raise CommandError("not a plain name")
    `;
    return {
      module: noun.many,
      code: moduleOf(
        `The last of ${noun.many} of a tenant.`,
        ['from django.http import JsonResponse', `from ${style.site} import inputs, stores, work`],
        [
          python`
            ${keep.head}
                stores.table(${quoted(style.table)}).put_item(Item={**${key('tenant')}, ${quoted(text)}: ${text}})
                return JsonResponse({"stored": True})
          `,
        ],
      ),
      operations: [keep.operation, exporting],
      tables: [],
      commands: {
        [command]: moduleOf(
          `Writes the last of ${noun.many} of a tenant to a file of the tenant.`,
          [
            'import os',
            'from django.conf import settings',
            'from django.core.management.base import BaseCommand, CommandError',
            `from ${style.site} import stores`,
          ],
          [
            python`
              class Command(BaseCommand):
                  def add_arguments(self, parser):
                      parser.add_argument("--tenant", required=True)
                      parser.add_argument("--${option}", required=True)

                  def handle(self, *args, tenant, ${option}, **options):
                      found = stores.table(${quoted(style.table)}).get_item(Key=${key('tenant')}).get("Item")
                      if found is None:
                          raise CommandError("there is nothing to write")
                      name = ${option}${last}
                      ${flawed ? '' : careful}
                      folder = os.path.join(settings.${style.media.setting}, tenant, "reports")
                      os.makedirs(folder, exist_ok=True)
                      with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
                          out.write(found[${quoted(text)}])
            `,
          ],
        ),
      },
      suspect: exporting.name,
      drawn: [`--${option}`, ...(ending === '' ? [] : [`ends in ${ending}`])],
      proof: async ({ send, manage, attacker, root, word }) => {
        const file = word();
        await send(attacker, keep.request({ [text]: 'x' }));
        await manage(command, '--tenant', attacker, `--${option}`, `../../../${file}`);
        return existsSync(outsideOf(style, root, `${file}${ending}`));
      },
    };
  },
};
