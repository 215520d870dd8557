/** Errors that are not findings. Findings are data; these are never a pass and never a finding. */

/** The user asked for something that cannot be: says what was given, what is allowed, what to do. Exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The world around the target failed: it did not start, died, hung, or its engine did. Exit 2. */
export class EnvironmentError extends Error {
  override readonly name: string = 'EnvironmentError';
}

/** The target died or overran its deadline in the middle of a step: the case is inconclusive. */
export class TargetLostError extends EnvironmentError {
  override readonly name = 'TargetLostError';
  readonly reason: 'died' | 'deadline' | 'engine';
  constructor(reason: 'died' | 'deadline' | 'engine', message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A request that the recorder could not decode. Fails the run: nothing may pass unseen. */
export class UndecodedError extends EnvironmentError {
  override readonly name = 'UndecodedError';
}

/** Something that cannot happen did. */
export class BugError extends Error {
  override readonly name = 'BugError';
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
