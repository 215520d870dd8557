/** The published forms of stored documents as JSON Schema, made of the schemas that read them. */
import { z } from 'zod';
import { configForm, configVersion } from '../../config/schema.ts';
import { acceptedForm, acceptedVersion } from '../../corpus/accepted.ts';
import { entrySchema } from '../../corpus/entry.ts';
import { attackVersion } from '../../model/codec.ts';
import { eventLineForm, eventsVersion } from '../../model/runEventSchema.ts';
import { reportForm, reportVersion } from '../../reporters/reportForm.ts';
import { generated, paragraphs, table } from './markdown.ts';

/** Name of a file, and its text. */
export function schemaPages(): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', schemaIndex()],
    schemaPage('events', eventsVersion, 'A line of the file that --events writes', eventLineForm),
    schemaPage('accepted', acceptedVersion, 'The file trespass.accepted.json', acceptedForm),
    schemaPage('config', configVersion, 'The file trespass.config.json', configForm),
    schemaPage('report', reportVersion, 'What --reporter json writes', reportForm),
    schemaPage('finding', attackVersion, 'A file of .trespass/findings', entrySchema),
  ]);
}

function schemaIndex(): string {
  return paragraphs(
    '# Forms of documents',
    'As JSON Schema, for tools that read them. A number in a name is the version: it rises with any change of a form, and documents of all versions so far are read. A lone surrogate U+DC80 to U+DCFF in a text stands for a byte that is no UTF-8.',
    table(
      ['schema', 'of'],
      [
        [`[events](events-${eventsVersion}.schema.json)`, 'a line of the file that `--events` writes'],
        [`[accepted](accepted-${acceptedVersion}.schema.json)`, '`trespass.accepted.json`'],
        [`[config](config-${configVersion}.schema.json)`, '`trespass.config.json`'],
        [`[report](report-${reportVersion}.schema.json)`, 'what `--reporter json` writes'],
        [`[finding](finding-${attackVersion}.schema.json)`, 'a file of `.trespass/findings/`'],
      ],
    ),
    'What JSON Schema cannot express, such as the bounds of an archive as a whole, is left open in them and checked when a document is read.',
    generated,
  );
}

function schemaPage(
  name: string,
  version: number,
  description: string,
  form: z.ZodType,
): readonly [string, string] {
  // What zod cannot express (bounds of whole archives, any JSON) is left open, and checked when a document is read.
  const schema = z.toJSONSchema(form, { unrepresentable: 'any', reused: 'ref', io: 'input' });
  const { $schema, ...rest } = schema;
  const title = `trespass ${name}, version ${version}`;
  return [
    `${name}-${version}.schema.json`,
    `${JSON.stringify({ $schema, title, description, ...rest }, null, 2)}\n`,
  ];
}
