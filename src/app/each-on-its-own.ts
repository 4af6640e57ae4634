/** Runs chores one after another; one that fails keeps none of the others from running. @throws the first failure, at the end. */
export const eachOnItsOwn = async (chores: readonly (() => Promise<unknown>)[]): Promise<void> => {
  const failures: unknown[] = [];
  for (const chore of chores) await chore().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
};
