import type { Kind } from './kind.ts';

type Control = HTMLInputElement & Partial<Pick<HTMLSelectElement, 'selectedOptions'>>;

/** The list, or the row that was chosen. */
const taken = (controls: readonly Control[]): Control | undefined =>
  controls.find((one) => one.checked || one.selectedOptions);

export const choice: Kind = {
  doubt: 'choose_one',
  missing: 'choose_one',
  read: (controls) => taken(controls)?.value ?? '',
  shown: (text, _, controls) => {
    const one = taken(controls);
    return text && (one?.selectedOptions?.[0] ?? one?.parentElement)!.textContent;
  },
};
