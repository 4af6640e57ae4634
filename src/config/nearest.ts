/** The known word that takes the fewest changed letters to reach, or null when all are far off. For "did you mean". */
export const nearest = (word: string, known: readonly string[]): string | null => {
  const near = known
    .map((candidate) => ({ candidate, distance: distance(word.toUpperCase(), candidate) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= Math.max(3, word.length / 3) ? near.candidate : null;
};

const distance = (a: string, b: string): number => {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const changed = above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(changed, above[column]! + 1, current[column - 1]! + 1));
    }
    above = current;
  }
  return above[b.length]!;
};
