/** Journals of a campaign that another machine has kept: each has a name of its own, so that together they are one campaign. */
import { constants, copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codeOf, EnvironmentError, refusalOf } from '../model/errors.ts';
import { campaignFolder, journalRecords } from './campaign.ts';
import { journalsIn } from './journal.ts';

/** Paths of the journals in a `.trespass`. Rejects with a `UsageError` where one cannot be read. */
export async function readCampaign(folder: string): Promise<readonly string[]> {
  const journals = await journalsIn(campaignFolder(folder));
  for (const journal of journals) await journalRecords(journal);
  return journals;
}

/** Copies them into a `.trespass`; resolves to the number of those that it did not have. */
export async function takeCampaign(folder: string, journals: readonly string[]): Promise<number> {
  if (journals.length === 0) return 0;
  const into = campaignFolder(folder);
  // Nothing is written through a link.
  await journalsIn(into);
  let taken = 0;
  try {
    await mkdir(into, { recursive: true });
    for (const journal of journals)
      taken += await copyFile(journal, join(into, basename(journal)), constants.COPYFILE_EXCL).then(
        () => 1,
        (cause: unknown) => {
          if (codeOf(cause) === 'EEXIST') return 0;
          throw cause;
        },
      );
  } catch (cause) {
    throw new EnvironmentError(`the campaign cannot be kept in ${into}: ${refusalOf(cause)}`, { cause });
  }
  return taken;
}
