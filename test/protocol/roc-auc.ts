/** How well times tell two classes apart: 0.5 is not at all, 0 and 1 are perfectly (area under the ROC curve). */
export const rocAuc = (one: readonly number[], other: readonly number[]): number => {
  let wins = 0;
  for (const a of one) for (const b of other) wins += b > a ? 1 : b === a ? 0.5 : 0;
  return wins / (one.length * other.length);
};
