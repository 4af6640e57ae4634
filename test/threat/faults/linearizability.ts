// Were these answers possible if everything had happened one after another, in an order that respects what was answered
// before what was asked (Herlihy & Wing)? The search of Wing & Gong, with the states seen kept.

/** One request as its sender knows it: when it was sent, when it was answered (Infinity: never), and what came. */
export type Operation = {
  readonly from: number;
  readonly to: number;
  readonly does:
    | { readonly kind: 'redeem'; readonly key: string; readonly answer: 'token' | 'refused' | 'unknown' }
    | { readonly kind: 'transact'; readonly key: string; readonly answer: 'done' | 'refused' | 'unknown' }
    | { readonly kind: 'hang_up'; readonly answer: 'ok' | 'unknown' };
};

type Grant = { readonly is: 'offered' | 'redeemed' | 'consumed' | 'dead'; readonly key: string };

/** What a grant may become by one request with this answer; none when no grant in this state would answer so. */
const outcomes = (grant: Grant, does: Operation['does']): Grant[] => {
  const results: { after: Grant; answer: string }[] = [];
  const isOwners = 'key' in does && grant.key === does.key;
  if (does.kind === 'redeem') {
    if (grant.is === 'offered') results.push({ after: { is: 'redeemed', key: does.key }, answer: 'token' });
    else if (grant.is === 'redeemed' && isOwners) results.push({ after: grant, answer: 'token' });
    else results.push({ after: grant, answer: 'refused' });
  } else if (does.kind === 'transact') {
    if (grant.is === 'redeemed' && isOwners) results.push({ after: { ...grant, is: 'consumed' }, answer: 'done' });
    else if (grant.is === 'consumed' && isOwners) results.push({ after: grant, answer: 'done' });
    else results.push({ after: grant, answer: 'refused' });
  } else {
    const dies = grant.is === 'offered' || grant.is === 'redeemed';
    results.push({ after: dies ? { ...grant, is: 'dead' } : grant, answer: 'ok' });
  }
  return results.filter(({ answer }) => does.answer === 'unknown' || does.answer === answer).map(({ after }) => after);
};

/** Is there an order in which all these answers are right? A request without an answer may have happened or not. */
export const isLinearizable = (history: readonly Operation[]): boolean => {
  if (history.length > 52) throw new RangeError('at most 52 operations: the set of those done is one number');
  const operations = [...history].sort((a, b) => a.from - b.from);
  const seen = new Set<string>();
  const mustHappen = operations.reduce((sum, { to }, n) => (to === Number.POSITIVE_INFINITY ? sum : sum + 2 ** n), 0);
  const has = (set: number, n: number) => Math.floor(set / 2 ** n) % 2 === 1;

  const search = (happened: number, left: number, grant: Grant): boolean => {
    if (left === 0) return true;
    const name = `${happened} ${grant.is} ${grant.key}`;
    if (seen.has(name)) return false;
    seen.add(name);
    let earliestAnswer = Number.POSITIVE_INFINITY;
    for (const [n, { to }] of operations.entries())
      if (!has(happened, n)) earliestAnswer = Math.min(earliestAnswer, to);
    for (const [n, operation] of operations.entries()) {
      if (has(happened, n)) continue;
      // Whatever was asked after another's answer cannot come before it.
      if (operation.from > earliestAnswer) break;
      const stillLeft = has(mustHappen, n) ? left - 1 : left;
      for (const after of outcomes(grant, operation.does)) if (search(happened + 2 ** n, stillLeft, after)) return true;
    }
    return false;
  };
  const left = operations.filter(({ to }) => to !== Number.POSITIVE_INFINITY).length;
  return search(0, left, { is: 'offered', key: '' });
};
