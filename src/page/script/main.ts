import type { PageEnd } from '../words/words.ts';
import { end, unsupported } from './ends.ts';
import { find } from './keep.ts';
import { link } from './link.ts';
import { comeBack } from './sign-in.ts';
import { showStart } from './start.ts';
import { words } from './told.ts';
import { beginWatch } from './watch.ts';

// A second text for the same page differs in its fragment alone, and a browser would not load it again.
addEventListener('hashchange', () => location.reload());
addEventListener('pageshow', (event) => event.persisted && location.reload());
const view = visualViewport;
view?.addEventListener('resize', () => {
  // Where a keyboard lies over the page instead of making it smaller, the buttons move up by its height.
  const over = view.scale === 1 ? Math.max(0, innerHeight - view.height) : 0;
  document.documentElement.style.setProperty('--keyboard', `${over}px`);
});

/** Is this the page of an installation whose callers may have to sign in? Decided when the script is bundled. */
declare const SIGN_IN: boolean;

const begin = async (): Promise<void> => {
  if (SIGN_IN) comeBack();
  const hash = location.hash.slice(1);
  const legible = /^([\w-]{43}|\d{8})$/.test(hash);
  if (!crypto.subtle || !globalThis.indexedDB) return unsupported();
  if (hash && !legible) return end('incomplete');
  if (legible) {
    link.code = hash;
    // The form is there at once; what the server says of the call is filled in when it comes.
    if (!SIGN_IN) showStart();
  }
  // Also proves early that the key store works, and wipes what is too old.
  const kept = await find(link.code);
  link.code ||= kept?.code ?? '';
  if (link.code) return beginWatch();
  const mark = (history.state as { end?: PageEnd } | null)?.end;
  end(mark && mark in words.ends ? mark : 'incomplete');
};

begin().catch(unsupported);
