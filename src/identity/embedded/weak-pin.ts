import type { E164, Random } from '#core';
import { Secret } from '#core';
import { commonPins } from './common-pins.ts';

/** `standard`: exactly 8 digits (NIST SP 800-63B-4 with a second factor). `legacy-pin`: 6 to 8, and does not meet it. */
export type PinProfile = 'standard' | 'legacy-pin';

/** Why a PIN is refused, as code and sentence; the sentence names a rule and never the PIN. */
export const weakPinReasons = {
  not_digits: 'A PIN has digits only.',
  wrong_length: 'A PIN has 8 digits (6 to 8 with the legacy-pin profile).',
  repeats: 'The PIN repeats the same digits.',
  sequence: 'The PIN is a run of neighbouring or evenly spaced digits.',
  date: 'The PIN reads as a date.',
  in_number: 'The PIN is part of the telephone number.',
  in_user_id: 'The PIN is part of the user id.',
  common: 'The PIN is one that many people choose.',
} as const;
export type WeakPin = keyof typeof weakPinReasons;

const between = (text: string, least: number, most: number): boolean => Number(text) >= least && Number(text) <= most;
const isDate = (pin: string): boolean => {
  const day = (text: string) => between(text, 1, 31);
  const month = (text: string) => between(text, 1, 12);
  const dayAndMonth = (text: string) =>
    (day(text.slice(0, 2)) && month(text.slice(2))) || (month(text.slice(0, 2)) && day(text.slice(2)));
  const year = (text: string) => between(text, 1900, 2099);
  if (pin.length === 8) {
    return (year(pin.slice(0, 4)) && dayAndMonth(pin.slice(4))) || (dayAndMonth(pin.slice(0, 4)) && year(pin.slice(4)));
  }
  return pin.length === 6 && (dayAndMonth(pin.slice(0, 4)) || dayAndMonth(pin.slice(2)));
};

const repeats = (pin: string): boolean => {
  const times = [...new Set(pin)].map((digit) => pin.split(digit).length - 1);
  return times.length <= 2 || Math.max(...times) >= pin.length - 2 || /^(\d{2,4})\1+\d{0,3}$/.test(pin);
};

const isSequence = (pin: string): boolean => {
  const steps = [...pin].slice(1).map((digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10);
  return new Set(steps).size === 1 || steps.every((step) => step === 0 || step === 1 || step === 9);
};

/** Do the PIN, or its reverse, and `digits` share all but two of the PIN's digits in a row? */
const overlaps = (pin: string, digits: string): boolean => {
  const length = pin.length - 2;
  return [pin, [...pin].reverse().join('')].some((text) =>
    [0, 1, 2].some((start) => digits.includes(text.slice(start, start + length))),
  );
};

/**
 * Why this PIN must not be taken, or null (R-N2). Checked when a PIN is set, never when it is heard: no rule here costs
 * a caller whose PIN is older than the rule.
 */
export const weaknessOf = (
  pin: Secret,
  owner: { readonly userId: Secret; readonly number: E164 | null; readonly profile: PinProfile },
): WeakPin | null => {
  const digits = pin.reveal();
  if (!/^\d*$/.test(digits)) return 'not_digits';
  if (digits.length > 8 || digits.length < (owner.profile === 'standard' ? 8 : 6)) return 'wrong_length';
  if (repeats(digits)) return 'repeats';
  if (isSequence(digits)) return 'sequence';
  if (isDate(digits)) return 'date';
  if (owner.number !== null && overlaps(digits, owner.number)) return 'in_number';
  if (overlaps(digits, owner.userId.reveal().replace(/\D/g, ''))) return 'in_user_id';
  return commonPins.has(digits) ? 'common' : null;
};

/** Eight uniformly random digits that are not weak for this owner: what the operator's `users add` gives out. */
export const randomPin = (random: Random, owner: { readonly userId: Secret; readonly number: E164 | null }): Secret => {
  for (;;) {
    const value = random.bytes(4).readUInt32BE(0);
    // Above the last whole hundred million the remainder would favour some PINs.
    if (value >= 4_200_000_000) continue;
    const pin = new Secret(String(value % 100_000_000).padStart(8, '0'));
    if (weaknessOf(pin, { ...owner, profile: 'standard' }) === null) return pin;
  }
};
