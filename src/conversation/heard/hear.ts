import type { ConversationEvent } from '../types.ts';
import { plain } from './text.ts';

/** What came from the caller, out of its secrecy for the length of one turn. Never kept. */
export type Heard =
  | { readonly by: 'silence' }
  | { readonly by: 'keys'; readonly keys: string }
  | { readonly by: 'speech'; readonly readings: readonly string[] };

/** How many readings of one sound are looked at. */
const mostReadings = 10;

/** Opens a caller's event. No keys at all and speech without words are silence. */
export const heardIn = (event: Extract<ConversationEvent, { type: 'speech' | 'digits' | 'silence' }>): Heard => {
  if (event.type === 'silence') return { by: 'silence' };
  if (event.type === 'digits') {
    const keys = event.digits.reveal().trim();
    return keys === '' ? { by: 'silence' } : { by: 'keys', keys };
  }
  const all = event.alternatives.slice(0, mostReadings).map((reading) => reading.reveal());
  if (all.every((reading) => reading.trim() === '')) return { by: 'silence' };
  return { by: 'speech', readings: all.filter((reading) => plain(reading) !== '') };
};

/**
 * What was keyed as one entry: `*` forgets what was keyed before it, one `#` ends it. `bad` when it holds anything but
 * that, so that an id and a PIN in one go, or the keys A to D, are never taken in part.
 */
export const entryKeyed = (keys: string): { readonly digits: string } | 'cleared' | 'bad' => {
  if (!/^[0-9*]*#?$/.test(keys)) return 'bad';
  const entry = keys.slice(keys.lastIndexOf('*') + 1);
  if (entry === '' && keys.includes('*')) return 'cleared';
  const digits = entry.endsWith('#') ? entry.slice(0, -1) : entry;
  return digits === '' ? 'bad' : { digits };
};
