import type { PageWords } from '../words/words.ts';
import type { Status } from './status.ts';

/** Which last screen a status calls for, or `''` while something can still be done. A consumed code has its own ends. */
export const fateOf = ({ state, reason = '', call }: Status, ends: PageWords['ends']): keyof PageWords['ends'] | '' => {
  if (state === 'unknown') return state;
  if (state === 'consumed' || (state !== 'dead' && call !== 'ended')) return '';
  if (state !== 'dead' || reason === 'hung_up' || reason === 'lease_lapsed') return 'ended';
  return reason in ends ? (reason as keyof PageWords['ends']) : 'cancelled';
};
