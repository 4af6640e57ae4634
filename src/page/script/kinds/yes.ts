import type { Kind } from './kind.ts';

export const yes: Kind = {
  read: ([control]) => String(control!.checked),
  check: () => null,
  sent: (text) => text === 'true',
  shown: (_, __, [control]) => (control!.checked ? control!.parentElement!.textContent : ''),
};
