/** The campaign of a `fuzz`: opens what earlier runs left and says in one line how the run goes on. */
import { type Campaign, type CampaignPast, forgetCampaign, openCampaign } from '../corpus/campaign.ts';
import { type ProjectState, projectState } from '../corpus/project.ts';
import type { Config } from '../model/config.ts';
import { escapeText } from '../model/escape.ts';
import type { LedgerNote } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import { formatCount, formatDuration, formatQuantity } from '../reporters/quantity.ts';
import { packageVersion } from './packageVersion.ts';

export interface OpenedCampaign {
  readonly campaign: Campaign;
  /** So that each run of a campaign draws other attacks, also where all have one seed. */
  readonly seed: number;
  readonly line: string;
  readonly notes: readonly LedgerNote[];
}

export interface CampaignFlags {
  /** `.trespass` beside the config. */
  readonly folder: string;
  readonly fresh: boolean;
  readonly seed: number;
  readonly properties: readonly string[];
  /** How many stored findings are tried first. */
  readonly findings: number;
  readonly stored: () => Promise<boolean>;
  readonly tell: (message: string) => void;
}

/** Rejects with a `UsageError` where there is a campaign that cannot be read. */
export async function resumeCampaign(config: Config, flags: CampaignFlags): Promise<OpenedCampaign> {
  const { folder, seed, properties, stored, tell } = flags;
  if (flags.fresh) await forgetCampaign(folder);
  const judging = { version: packageVersion(), properties: properties.toSorted() };
  const project = await projectState(config, judging);
  const campaign = await openCampaign({ folder, project, stored, tell });
  return {
    campaign,
    seed: (seed + campaign.past.runs * runStride) | 0,
    line: resumeLine(campaign.past, project, flags.findings),
    notes: project.isCut ? [cutNote] : [],
  };
}

/** Far from the seeds of other operations and batches. */
const runStride = 0x85ebca6b;

const cutNote: LedgerNote = {
  kind: 'limit',
  text: `only the first ${limits.projectFilesMax} files of the project were compared with those of earlier runs: after a change in others, begin anew with --fresh`,
};

function resumeLine(past: CampaignPast, project: ProjectState, findings: number): string {
  if (past.runs === 0) return 'campaign: begins here; the next fuzz goes on where this one ends';
  const before = `${formatQuantity(past.cases, 'case')} in ${formatQuantity(past.runs, 'run')} (${formatDuration(past.seconds)})`;
  const again = findings === 0 ? '' : `; ${formatQuantity(findings, 'stored finding')} first`;
  const lost = past.cases - past.kept;
  const changed =
    lost === 0 ? '' : `; ${whatChanged(past.project, project)}, so ${formatCount(lost)} of them do not count`;
  return `campaign: goes on after ${before}, which are not judged again${changed}${again}`;
}

const filesTold = 3;

function whatChanged(before: ProjectState | null, now: ProjectState): string {
  const paths = new Set([...Object.keys(before?.files ?? {}), ...Object.keys(now.files)]);
  const changed = [...paths].filter((path) => before?.files[path] !== now.files[path]).sort();
  if (before === null || changed.length === 0)
    return 'they were judged on other code, or by other properties';
  const more = changed.length > filesTold ? ` and ${changed.length - filesTold} more` : '';
  const verb = changed.length === 1 ? 'has' : 'have';
  return `${changed.slice(0, filesTold).map(escapeText).join(', ')}${more} ${verb} changed`;
}
