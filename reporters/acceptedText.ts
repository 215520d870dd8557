/** What people have decided about flaws, and what is fixed, in words. Escaped. */
import { escapeText } from '../model/escape.ts';
import type { Flaw } from '../model/flaw.ts';
import { nameSome } from './nameSome.ts';
import { formatQuantity } from './quantity.ts';
import type { FixedFlaw } from './runFlaws.ts';

/** How a flaw stands to earlier runs and to what people decided. */
export type FlawStatus = 'new' | 'known' | 'accepted' | 'expired';

export function flawStatusOf({ accepted, isNew }: Pick<Flaw, 'accepted' | 'isNew'>): FlawStatus {
  if (accepted !== undefined) return accepted.expired ? 'expired' : 'accepted';
  return isNew ? 'new' : 'known';
}

/** `accepted until 2027-01-31: the endpoint goes away`; empty if nobody has accepted it. */
export function acceptedText({ accepted }: Pick<Flaw, 'accepted'>): string {
  if (accepted === undefined) return '';
  const { until, because, expired } = accepted;
  const when = expired ? `was accepted until ${until}, which is over` : `accepted until ${until}`;
  return `${when}: ${escapeText(because)}`;
}

/** One line for accepted flaws whose entries can go, and one for other findings of earlier runs. */
export function fixedLines(fixed: readonly FixedFlaw[]): readonly string[] {
  const accepted = fixed.flatMap((one) => (one.accepted === null ? [] : [one.accepted.id]));
  const others = fixed.filter((one) => one.accepted === null).flatMap(({ findings }) => findings);
  return [
    ...(accepted.length === 0
      ? []
      : [`fixed, so that trespass accept --prune removes their entries: ${nameSome(accepted)}`]),
    ...(others.length === 0
      ? []
      : [
          `fixed since an earlier run, as far as ${formatQuantity(others.length, 'stored attack')} can say: ${nameSome(others.map(({ id }) => id))}`,
        ]),
  ];
}
