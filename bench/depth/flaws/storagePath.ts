/** A Storage of its own joins names to its folder without looking where they lead. */
import { existsSync, writeFileSync } from 'node:fs';
import type { FlawKind, Operation } from '../feature.ts';
import { moduleOf, python, quoted } from '../python.ts';
import { capital } from '../words.ts';
import { outsideOf } from './disguisedPath.ts';

export const storagePath: FlawKind = {
  id: 'storage-path',
  classes: ['path.dotdot', 'path.absolute'],
  plant: (plot, flawed) => {
    const { dice, noun, style } = plot;
    const method = dice.pick(['open', 'delete'] as const);
    const name = `${capital(noun.one)}Storage`;
    const location = `os.path.join(settings.${style.media.setting}, ${quoted(noun.many)})`;
    const tidied = dice.pick(['name', 'name.replace("\\\\", "/")', 'unquote(name)']);
    const careless = python`
      def path(self, name):
          return os.path.join(self.location, ${tidied})
    `;
    const careful = python`
      def path(self, name):
          return safe_join(self.location, ${tidied})
    `;
    const config = `{ storage: '${style.site}.${noun.many}:${name}', methods: ['save', '${method}'] }`;
    const operations: Operation[] = [
      { name: noun.many, config, route: null, names: [`${noun.many}.save`, `${noun.many}.${method}`] },
    ];
    return {
      ...{ module: noun.many, tables: [], operations, suspect: `${noun.many}.${method}` },
      code: moduleOf(
        `A Storage for ${noun.many}.`,
        [
          'import os',
          'from django.conf import settings',
          'from django.core.files.storage import FileSystemStorage',
          'from django.utils._os import safe_join',
          'from urllib.parse import unquote',
        ],
        [
          python`
            class ${name}(FileSystemStorage):
                def __init__(self):
                    super().__init__(location=${location})

                ${flawed ? careless : careful}
          `,
        ],
      ),
      // Django looks for dots in the names that it saves, not in what is decoded of them afterwards.
      alsoFlawed: flawed && tidied.startsWith('unquote') ? [`${noun.many}.save`] : [],
      drawn: [method, tidied],
      proof: async ({ run, root, word }) => {
        const secret = word();
        const outside = outsideOf(style, root, word());
        writeFileSync(outside, secret);
        const way = `../../${outside.split('/').at(-1)}`;
        const module = `${style.site}.${noun.many}`;
        const lines = {
          open: `print(${module}.${name}().open(${quoted(way)}).read().decode())`,
          delete: `${module}.${name}().delete(${quoted(way)})`,
        };
        const save = `${module}.${name}().save("first", ContentFile(b"x"))`;
        const imports = [`import ${module}`, 'from django.core.files.base import ContentFile'];
        const said = await run(...imports, save, lines[method]);
        return method === 'open' ? said.includes(secret) : !existsSync(outside);
      },
    };
  },
};
