/** The config of a generated application, as its author would write it. */
import type { Feature, Operation, Style } from './feature.ts';
import { createTableInput, tablesOf } from './tables.ts';

export function configText(style: Style, features: readonly Feature[]): string {
  const { site, media, dropbox, identity, attacker, victims, bucket } = style;
  const needsDropbox = features.some((feature) => feature.needsDropbox);
  const roots = [media, ...(needsDropbox ? [dropbox] : [])];
  const environment = roots.map(({ root }) => `SITE_${root.toUpperCase()}: '${root}'`).join(', ');
  const kind = identity.by === 'header' ? 'headers' : 'cookies';
  const actor = (role: string, name: string): string =>
    `    ${role}: { words: { tenant: '${name}' }, ${kind}: { '${identity.name}': '{actor.tenant}' } },`;
  const powers = `  attacker: { powers: ['request', 'shared-temp', { 'own-folder': ['${dropbox.root}'] }, 'race'] },\n`;
  const tables = tablesOf(style, features).map((one) => `      ${JSON.stringify(createTableInput(one))},`);
  const operations = features.flatMap((feature) => feature.operations);
  return `import { archive, bytes, defineConfig, file, fixed, json, text } from 'trespass';

export default defineConfig({
  django: { project: '.', settings: '${site}.settings' },
  sandbox: { environment: { ${environment} } },
  actors: {
${[actor('attacker', attacker), ...victims.map((name, index) => actor(index === 0 ? 'victim' : 'other', name))].join('\n')}
  },
${needsDropbox ? powers : ''}  dynamodb: {
    tables: [
${tables.join('\n')}
    ],
  },
${features.some((feature) => feature.needsObjects) ? `  s3: { buckets: ['${bucket}'] },\n` : ''}  operations: {
${operations.map(({ name, config }: Operation) => `    ${name.includes('.') ? `'${name}'` : name}: ${config},`).join('\n')}
  },
});
`;
}
