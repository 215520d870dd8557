/** The stretches of the order in which probes are tried (`probeOrder.ts`): a few of what one request can do come first. */
import type { Round } from './base/ranked.ts';

export type ProbeRoundName =
  | 'first'
  | 'links'
  | 'likeliest'
  | 'identities'
  | 'likeliest-chains'
  | 'requests'
  | 'members'
  | 'chains'
  | 'rest'
  | 'last';

export const probeRounds: readonly Round<ProbeRoundName>[] = [
  {
    name: 'first',
    by: 'turns',
    why: 'A finding names the least power that suffices, so what one request can do is tried first, of each kind a few.',
  },
  {
    name: 'links',
    by: 'turns',
    why: 'Where an operation works in a folder of the attacker’s, the likeliest links and races tell more than the tenth text.',
  },
  {
    name: 'likeliest',
    by: 'turns',
    why: 'More of what one request can do, before identities and chains repeat it.',
  },
  {
    name: 'identities',
    by: 'turns',
    why: 'The likeliest requests say the most by whomever they are done.',
  },
  {
    name: 'likeliest-chains',
    by: 'turns',
    why: 'The likeliest of several requests come before the less likely of one, or there might be no time left for them.',
  },
  { name: 'requests', by: 'turns', why: 'What less power can do comes before the less likely links.' },
  { name: 'members', by: 'turns', why: 'One request again, but with what no parameter declares.' },
  { name: 'chains', by: 'turns', why: 'Several requests need no more power than one.' },
  {
    name: 'rest',
    by: 'turns',
    why: 'Planted links and races need more power than requests; with them comes what is left of all.',
  },
  { name: 'last', by: 'kinds', why: 'Few targets fall to these, or each of them costs much time.' },
];
