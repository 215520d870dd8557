/**
 * Delays work that blocks the process until the calls made in the same moment are under way: the engines are asked for their
 * records before the disk is compared.
 */

/** Does the work once whatever was asked for in the same breath is under way; a rejection where it throws. */
export async function later<Result>(work: () => Result): Promise<Result> {
  await Promise.resolve();
  return work();
}
