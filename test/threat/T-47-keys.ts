import assert from 'node:assert/strict';
import { readRequest } from '#phone/twilio';

const accountSid = `AC${'1'.repeat(32)}`;
const keys = '0123456789*#ABCDabcdwWxX ,;+-\n\u0660\uff11'.split('');

/** Reads `count` random streams as a webhook would bring them; what passes is keys of a keypad and nothing else. */
export const readStreams = (count: number, seed: number): void => {
  let state = seed;
  const below = (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * most);
  };
  let taken = 0;
  for (let index = 0; index < count; index += 1) {
    const length = below(index % 10 === 0 ? 200 : 14);
    const range = index % 3 === 0 ? keys.length : 12;
    const digits = Array.from({ length }, () => keys[below(range)]).join('');
    const found = readRequest(
      'secret',
      accountSid,
      new Map(
        Object.entries({
          AccountSid: accountSid,
          CallSid: `CA${'2'.repeat(32)}`,
          CallStatus: 'in-progress',
          From: '+15555550142',
          To: '+15555550100',
          Digits: digits,
        }),
      ),
    );
    const fits = /^[0-9A-D*#]{0,64}$/.test(digits) && !digits.includes('\n');
    assert.equal(found.ok, fits);
    if (!found.ok) continue;
    taken += 1;
    const { event } = found.request;
    if (event.type === 'digits') assert.equal(event.digits.reveal(), digits);
    else assert.equal(digits, '');
  }
  assert.ok(taken > count / 10 && taken < count);
};
