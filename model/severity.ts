/** How bad what was found is. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** The worst first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** Whether a severity is the other one or worse. */
export function isAtLeast(severity: Severity, other: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(other);
}
