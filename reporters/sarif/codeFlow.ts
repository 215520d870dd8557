/**
 * How an attack reaches what it must not, as a code flow of SARIF: the request, the lines of the target from the operation inwards,
 * and the walk of the path, component by component, at the line that takes it.
 */
import type { CodeFlow, ThreadFlowLocation } from 'sarif';
import type { Finding } from '../../model/finding.ts';
import { attackLines } from '../findingText.ts';
import { walkLines } from '../walkText.ts';
import { physicalLocation } from './place.ts';
import { inMessage } from './text.ts';

const flowStepsMax = 60;
const charactersMax = 400;

/** None where no line of the target is known. */
export function codeFlowsOf(finding: Finding, cwd: string): CodeFlow[] {
  const { location, via = [], evidence } = finding;
  if (location === null) return [];
  const { steps } = attackLines(finding, charactersMax);
  const request = steps.filter((line) => !line.startsWith(' ')).at(-1) ?? finding.operation;
  const places = [location, ...via];
  const last = places.at(-1) ?? location;
  const walked = walkLines(evidence.access?.walk).map((line) => line.trim().replace(/ {2,}/g, '  '));
  const told = [
    ...places.map((place, index) => ({ place, text: index === 0 ? request : 'which calls this line' })),
    ...walked.map((text) => ({ place: last, text })),
  ];
  const locations = told.slice(0, flowStepsMax).map(
    ({ place, text }, index): ThreadFlowLocation => ({
      executionOrder: index + 1,
      nestingLevel: Math.min(index, places.length - 1),
      location: { physicalLocation: physicalLocation(place, cwd), message: { text: inMessage(text) } },
    }),
  );
  return [{ threadFlows: [{ locations }] }];
}
