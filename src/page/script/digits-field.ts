import { h, showError } from './element.ts';

/** Only the digits of what was typed or pasted, at most `length`, with a space as wide as a digit between the two halves. */
export const groupDigits = (typed: string, length: number): string => {
  const digits = typed.replace(/\D/g, '').slice(0, length);
  const half = length / 2;
  return digits.length > half ? `${digits.slice(0, half)}\u2007${digits.slice(half)}` : digits;
};

/** One field over two drawn groups, so that pasting, deleting and the caret are the browser's own. */
export const digitsField = (label: string, length: 6 | 8, hint: string, autocomplete: string) => {
  const input = h('input', {
    id: 'digits',
    name: 'digits',
    class: 'digits',
    type: 'text',
    inputmode: 'numeric',
    autocomplete,
    autocapitalize: 'off',
    spellcheck: 'false',
    enterkeyhint: 'go',
    'aria-required': 'true',
    'aria-describedby': 'digits-error digits-hint',
  });
  const error = h('p', { id: 'digits-error', class: 'error', hidden: '' });
  input.addEventListener('input', () => {
    const before = input.value.slice(0, input.selectionStart ?? undefined).replace(/\D/g, '').length;
    const grouped = groupDigits(input.value, length);
    if (grouped === input.value) return;
    input.value = grouped;
    const caret = groupDigits(grouped.replace(/\D/g, '').slice(0, before), length).length;
    input.setSelectionRange(caret, caret);
  });
  return {
    element: h(
      'div',
      { class: 'field' },
      h('label', { for: 'digits' }, label),
      error,
      h(
        'div',
        { class: `groups of${length}` },
        h('span', { 'aria-hidden': 'true' }),
        h('span', { 'aria-hidden': 'true' }),
        input,
      ),
      h('p', { id: 'digits-hint', class: 'hint' }, hint),
    ),
    /** The digits alone. */
    value: () => input.value.replace(/\D/g, ''),
    /** Says what is wrong and puts the caret back, with the old digits selected so that typing replaces them. */
    refuse: (sentence: string) => {
      showError([input], error, sentence);
      input.focus();
      input.select();
    },
    accept: () => showError([input], error, ''),
  };
};
