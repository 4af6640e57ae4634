import type { PageEnd } from '../words/words.ts';
import type { Status } from './status.ts';

const byReason: Readonly<Record<string, PageEnd>> = {
  hung_up: 'ended',
  lease_lapsed: 'ended',
  expired: 'expired',
  attempts_spent: 'spent',
  declined: 'declined',
  disowned: 'disowned',
  replaced: 'replaced',
  locked: 'locked',
  revoked: 'cancelled',
  cancelled: 'cancelled',
  text_failed: 'unknown',
  refused: 'refused',
};

/** Which last screen a status calls for, or null while something can still be done. A consumed code has its own ends. */
export const fateOf = (status: Status): PageEnd | null => {
  if (status.state === 'unknown') return 'unknown';
  if (status.state === 'dead') return byReason[status.reason ?? ''] ?? 'cancelled';
  return status.call === 'ended' && status.state !== 'consumed' ? 'ended' : null;
};
