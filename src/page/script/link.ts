import { drawCall } from './bar.ts';
import type { Status } from './status.ts';
import { calledAt } from './telephone.ts';
import { words } from './told.ts';

/** What this tab knows of its link. The token and the details are here and nowhere else: a reload forgets them. */
export const link: {
  code: string;
  keys?: CryptoKeyPair;
  token?: string | undefined;
  body?: string | undefined;
  last?: Status;
  /** Nothing can be done here any more. */
  over: boolean;
  /** What changes on the last screen when the call ends. */
  whenCallEnds?: () => void;
} = { code: '', over: false };

let expiresAtMs = 0;

/** Takes in what the server says, and shows it at the top and in the start screen's sentences. */
export const learn = (status: Status): void => {
  link.last = status;
  if (status.expires_in !== undefined) expiresAtMs = Date.now() + status.expires_in * 1000;
  if (status.call) {
    const left = Math.max(0, (expiresAtMs - Date.now()) / 1000);
    drawCall(status.call === 'live', link.over || status.state === 'dead' ? undefined : left);
  }
  if (status.call === 'ended') link.whenCallEnds?.();
  const called = document.getElementById('called');
  const again = document.getElementById('again');
  const said = calledAt(words, status);
  // Written once: it is announced when it changes.
  if (called && called.textContent !== said) called.textContent = said;
  if (again) again.hidden = status.state !== 'redeemed';
};
