/** No attack makes an operation fail with a server error: `save` with a NUL in the name answers 400, not 500. */
import type { DocumentedProperty, Violation } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';

export const noServerError: DocumentedProperty = {
  id: 'no-server-error',
  cwe: 'CWE-755',
  severity: 'info',
  promise:
    'No attack makes an endpoint answer with a status of 500 or more. Informative: it shows input that nobody expected and fails no run. Exceptions of callables and Storages are their way to refuse and do not count. Neither do failures because the driver refused a write or a connection, or because an intruder changed the disk during the step.',
  remedy:
    'Validate what comes in, and answer 400 to what the view does not take. An exception in the middle may leave half of the work behind.',
  flawed: `def list_notes(request):
    return JsonResponse(page_of(request.tenant, int(request.GET["page"])))`,
  corrected: `def list_notes(request):
    page = request.GET.get("page", "1")
    if not re.fullmatch(r"[0-9]{1,6}", page):
        return HttpResponseBadRequest()
    return JsonResponse(page_of(request.tenant, int(page)))`,
  judge: (observation) =>
    observation.race?.cameAbout === true
      ? []
      : observation.responses.flatMap((_, step) => errorViolations(observation, step)),
};

function errorViolations(observation: Observation, step: number): Violation[] {
  const answered = observation.responses[step];
  const status = answered?.response.status ?? 0;
  if (answered === undefined || status < 500) return [];
  const { exception, refusedByGuard } = answered.response;
  // The driver caused the failure by refusing a write or a connection; a refused write is judged by other properties.
  if (refusedByGuard === true) return [];
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
