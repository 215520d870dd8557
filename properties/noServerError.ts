/** No attack makes an operation fail with a server error. */
import type { Property, Violation } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';

export const noServerError: Property = {
  id: 'no-server-error',
  cwe: 'CWE-755',
  severity: 'info',
  promise:
    'No attack makes an endpoint answer with a status of 500 or more. Informative: it shows input that nobody expected and fails no run. Exceptions of callables and Storages are their way to refuse and do not count, nor do failures where an intruder changed the disk in the middle.',
  judge: (observation) =>
    observation.raced === true
      ? []
      : observation.responses.flatMap((_, step) => violationsOf(observation, step)),
};

/** What the driver says where it refuses a write. */
const refusal = 'Trespass refused a write outside the arena';

function violationsOf(observation: Observation, step: number): Violation[] {
  const answered = observation.responses[step];
  const status = answered?.response.status ?? 0;
  if (answered === undefined || status < 500) return [];
  const { exception } = answered.response;
  // What fails because a write was refused is our doing; the write is judged.
  if (exception?.message.includes(refusal)) return [];
  const what = exception === null ? '' : `: ${exception.type}: ${exception.message}`;
  return [
    {
      operation: answered.operation,
      step,
      location: exception?.location ?? null,
      unsafeSummary: `${answered.operation}, done as ${answered.actor}, answers ${status}${what}`,
      access: null,
      disclosure: null,
    },
  ];
}
