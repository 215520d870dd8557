/**
 * Errors that are not findings. Findings are data; these are never a pass and never a finding. Messages contain raw text:
 * whoever prints one escapes it, once.
 */
import type { StartFailure } from './exploring.ts';

/** The user asked for something impossible: says what was given, what is allowed, what to do, in one line. Exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The environment of the target failed: it did not start, died, hung, or its engine did. Exit 2. */
export class EnvironmentError extends Error {
  override readonly name: string = 'EnvironmentError';
}

/** A target did not start, and what it lacked is known. */
export class StartFailedError extends EnvironmentError {
  override readonly name = 'StartFailedError';
  readonly failure: StartFailure;
  constructor(failure: StartFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

interface LossOptions extends ErrorOptions {
  readonly isEarlier?: boolean;
}

/** The target died or overran its deadline in the middle of a step: the case is inconclusive. */
export class TargetLostError extends EnvironmentError {
  override readonly name = 'TargetLostError';
  readonly reason: 'died' | 'deadline' | 'engine';
  /** Whether an earlier command caused the loss, not the one that is pending now. */
  readonly isEarlier: boolean;
  constructor(reason: 'died' | 'deadline' | 'engine', message: string, options: LossOptions = {}) {
    super(message, options);
    this.reason = reason;
    this.isEarlier = options.isEarlier ?? false;
  }

  /** The same loss, caused by an earlier command or by the pending one. */
  as(isEarlier: boolean): TargetLostError {
    if (this.isEarlier === isEarlier) return this;
    return new TargetLostError(this.reason, this.message, { cause: this.cause ?? this, isEarlier });
  }
}

/** A harmless run did not end, so that no world can be rehearsed with this operation. */
export class RehearsalError extends EnvironmentError {
  override readonly name = 'RehearsalError';
  readonly operation: string;
  constructor(operation: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.operation = operation;
  }
}

/** The user stopped the run while something was being started. */
export class StoppedError extends EnvironmentError {
  override readonly name = 'StoppedError';
}

/** An attack refers to something that the target lacks (by now), so that it cannot be performed as intended. */
export class UnresolvedError extends Error {
  override readonly name = 'UnresolvedError';
}

/** The target runs, but lacks something that the config names: a function, a user, a module. */
export class ConfigMistakeError extends EnvironmentError {
  override readonly name = 'ConfigMistakeError';
}

/** A request that the recorder could not decode. Fails the run, because nothing may go unseen. */
export class UndecodedError extends EnvironmentError {
  override readonly name = 'UndecodedError';
}

/** Something impossible happened: a fault of Trespass. */
export class BugError extends Error {
  override readonly name = 'BugError';
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The meaning of a system error code (errno(3)), in words. */
const refusals: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the device failed',
  EISDIR: 'it is a folder',
  ELOOP: 'links lead in a circle',
  EMFILE: 'this process has too many files open',
  ENAMETOOLONG: 'the name is too long',
  ENFILE: 'the system has too many files open',
  ENOENT: 'there is no such file or folder',
  ENOMEM: 'there is no memory left',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
};

/** Codes that mean a lack of resources on this machine, wherever they come from, and what to do. */
const scarcities: Readonly<Record<string, string>> = {
  EDQUOT: 'make room there, or name another folder',
  EIO: 'look at the disk, or name another folder',
  EMFILE: 'raise the limit: ulimit -n 4096',
  ENFILE: 'end what holds them',
  ENOMEM: 'end other programs, or search with --workers 1',
  ENOSPC: 'make room there, or name another folder by TMPDIR',
  EROFS: 'name a folder that can be written to by TMPDIR',
};

/** Why the system refused something, in words with the code; the message of any other error. */
export function refusalOf(thrown: unknown): string {
  const code = codeOf(thrown);
  const words = code === null ? undefined : refusals[code];
  return words === undefined ? messageOf(thrown) : `${words} (${code})`;
}

/** The sentence for a machine that lacks a resource, above all disk space; null for any other error. */
export function scarcityOf(thrown: unknown): string | null {
  const advice = scarcities[codeOf(thrown) ?? ''];
  if (advice === undefined || !(thrown instanceof Error)) return null;
  const path = 'path' in thrown && typeof thrown.path === 'string' ? `${thrown.path}: ` : '';
  return `${path}${refusalOf(thrown)}; ${advice}`;
}

/** The code of an error of the system, such as `ENOENT`; null for any other. */
export function codeOf(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
}
