/** Journals of other machines are copied beside those that are there, and never through a link. */
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { takeCampaign } from '../../corpus/campaignCopies.ts';
import { UsageError } from '../../model/errors.ts';
import { inFolder } from '../cli/kit.ts';

it('keeps a journal that is there, and takes the others', async () => {
  await inFolder({ 'other/a.journal': 'new', 'other/b.journal': 'new' }, async (folder) => {
    await mkdir(join(folder, 'campaign'));
    await writeFile(join(folder, 'campaign', 'a.journal'), 'old');
    const given = ['a', 'b'].map((name) => join(folder, 'other', `${name}.journal`));
    expect(await takeCampaign(folder, given)).toBe(1);
    expect(await readFile(join(folder, 'campaign', 'a.journal'), 'utf8')).toBe('old');
    expect(await readFile(join(folder, 'campaign', 'b.journal'), 'utf8')).toBe('new');
  });
});

it('writes nothing through a link', async () => {
  await inFolder({ 'other/a.journal': 'new', 'elsewhere/file': '' }, async (folder) => {
    await symlink('elsewhere', join(folder, 'campaign'));
    const taking = takeCampaign(folder, [join(folder, 'other', 'a.journal')]);
    await expect(taking).rejects.toBeInstanceOf(UsageError);
    expect(await readdir(join(folder, 'elsewhere'))).toEqual(['file']);
  });
});
