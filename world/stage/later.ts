/** Work of this process beside work of others. */

/** Does the work once whatever was asked for in the same breath is under way; a rejection where it throws. */
export async function later<Result>(work: () => Result): Promise<Result> {
  await Promise.resolve();
  return work();
}
