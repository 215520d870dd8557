/**
 * Takes all names of an address from the operation that makes things there, and from what that one was sent: `DELETE
 * /tickets/{ticket_id}/comments/{comment_id}` takes the id that `POST /tickets/{ticket_id}/comments` answered, and the ticket that one
 * was done in. One name after the other would find nothing.
 */
import { type Asked, scoreOf } from './asked.ts';
import { type Candidate, keyOf, type Wanted, withWanted } from './candidate.ts';
import type { Improve } from './improve.ts';

const sourcesMax = 3;

export const fromItsMaker: Improve = async (first, attempt, { pool }) => {
  const maker = pool.makerOf(first.candidate);
  const names = first.candidate.wanted.filter(({ place }) => place === 'path');
  const own = names.filter(({ name }) => maker !== undefined && inPath(maker, name) === undefined);
  const [last] = own;
  if (maker === undefined || last === undefined || own.length > 1 || names.length < 2) return first;
  let best: Asked = first;
  const likely = pool
    .sourcesFor(first.candidate, last)
    .filter(({ source }) => source.operation === maker.name);
  for (const { source } of likely.slice(0, sourcesMax)) {
    if (attempt.isSpent) return best;
    await attempt.refresh(maker.name);
    const within = withWanted(first.candidate, keyOf(last), { source });
    const asked = await attempt.ask(names.reduce((one, name) => asIn(one, name, maker), within));
    if (scoreOf(asked) > scoreOf(best)) best = asked;
    if (asked.outcome === 'done') return best;
  }
  return best;
};

/** With the source and the value that the maker has for a name. */
function asIn(candidate: Candidate, name: Wanted, maker: Candidate): Candidate {
  const held = inPath(maker, name.name);
  if (held === undefined) return candidate;
  const { source, values, chosen } = held;
  return withWanted(candidate, keyOf(name), { source, values, chosen });
}

function inPath({ wanted }: Candidate, name: string): Wanted | undefined {
  return wanted.find((one) => one.place === 'path' && one.name === name);
}
