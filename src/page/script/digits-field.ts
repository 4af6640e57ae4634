import { showError } from './element.ts';

/** Only the digits of what was typed or pasted, at most `length`, with a space as wide as a digit between the two halves. */
export const groupDigits = (typed: string, length: number): string => {
  const digits = typed.replace(/\D/g, '').slice(0, length);
  const half = length / 2;
  return digits.length > half ? `${digits.slice(0, half)}\u2007${digits.slice(half)}` : digits;
};

/** The digits of a drawn form, kept in two groups while they are typed. */
export const digitsField = (form: HTMLFormElement, length: 6 | 8) => {
  const input = form.querySelector('input')!;
  const error = form.querySelector<HTMLElement>('.error')!;
  input.addEventListener('input', () => {
    const before = input.value.slice(0, input.selectionStart ?? undefined).replace(/\D/g, '').length;
    const grouped = groupDigits(input.value, length);
    if (grouped === input.value) return;
    input.value = grouped;
    const caret = groupDigits(grouped.replace(/\D/g, '').slice(0, before), length).length;
    input.setSelectionRange(caret, caret);
  });
  return {
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
