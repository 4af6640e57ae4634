import type { Call, Line } from './calls.ts';

/** What went against a caller: the group it belongs to, whether it is an alarm, and what to do. */
export type Refusal = {
  readonly group: string;
  readonly alarm: boolean;
  readonly advice: string;
  readonly times: { readonly call: string; readonly at: number }[];
};

const advice: Readonly<Record<string, string>> = {
  'guard tripped': 'Somebody may be guessing. Look at the calls: many accounts from one number is spraying.',
  'id and PIN: locked': 'The lock lifts by itself. “voicegrant users unlock” lifts it now, once you know who rings.',
  'id and PIN: wrong': 'Expected now and then. A rise means a changed PIN policy, or guessing.',
  'id and PIN: cannot say': 'The identity provider did not answer. Look at /readyz.',
  'wrong digits':
    'Callers mishear. If it rises, listen to how the digits are spoken; many on one call is a forwarded link.',
  'grant dead: disowned': 'Somebody who got the text says the call is not theirs. Treat the PIN as known to others.',
  'grant dead: attempts spent': 'Five wrong digits. A caller rings again; an attacker has lost the link.',
  'grant dead: expired': 'Five minutes were not enough. Look at how long texts take to arrive.',
  'grant dead: hung up': 'The caller hung up before finishing. Nothing was changed.',
  'grant dead: lease lapsed': 'The line was lost without a word. Look at the voice provider.',
  'grant dead: replaced': 'The caller asked for a new text. If it rises, texts come late or not at all.',
  'grant dead: declined': 'The caller changed their mind on the page.',
  'grant refused: no number': 'The account has no verified mobile number on file.',
  'grant refused: too many texts': 'The account’s or the number’s texts for now are used up.',
  'text failed': 'The sender refused the text. Look at the sender’s account and the country list.',
  'transaction refused': 'The system of record said no. Its own log knows why.',
  refused: 'A request did not fit. One is a stale page; many are somebody trying.',
};

const groupOf = (line: Line): { group: string; alarm: boolean } | null => {
  const why = (line.reason ?? line.code ?? '').replaceAll('_', ' ');
  switch (line.kind) {
    case 'identity_checked': {
      if (line.verdict === 'verified') return null;
      return { group: `id and PIN: ${line.verdict?.replaceAll('_', ' ')}`, alarm: line.verdict === 'locked' };
    }
    case 'guard_tripped':
      return { group: `guard tripped: ${line.guard?.replaceAll('_', ' ')}`, alarm: true };
    case 'digits_wrong':
      return { group: 'wrong digits', alarm: false };
    case 'grant_dead':
      return { group: `grant dead: ${why}`, alarm: line.reason === 'disowned' || line.reason === 'locked' };
    case 'grant_refused':
    case 'text_failed':
    case 'transaction_refused':
    case 'refused':
      return { group: `${line.kind.replaceAll('_', ' ')}: ${why}`, alarm: false };
    default:
      return null;
  }
};

/** Everything that went against callers, grouped; alarms first, then the most frequent. */
export const refusalsOf = (calls: readonly Call[]): readonly Refusal[] => {
  const groups = new Map<string, Refusal>();
  for (const call of calls) {
    for (const line of call.lines) {
      const found = groupOf(line);
      if (found === null) continue;
      const { group, alarm } = found;
      const says = advice[group] ?? advice[group.split(':')[0] ?? ''] ?? 'Open a call to see what led to it.';
      const refusal = groups.get(group) ?? { group, alarm, advice: says, times: [] };
      refusal.times.push({ call: call.id, at: line.at });
      groups.set(group, refusal);
    }
  }
  return [...groups.values()].sort(
    (a, b) => Number(b.alarm) - Number(a.alarm) || b.times.length - a.times.length || a.group.localeCompare(b.group),
  );
};
