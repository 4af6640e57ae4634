// The same ten minutes with five callers every eight seconds.
import { describe, it } from 'node:test';
import { faults, tenMinutesDown } from './twilio-down.ts';

describe('a provider that is down for ten minutes under a heavy load of calls', () => {
  for (const [name, fault] of Object.entries(faults)) {
    it(`${name}: every caller is told within 8 s, no link is live twice, all is cleared up after`, async (t) => {
      const seen = await tenMinutesDown(fault, { people: 60, callsEachRound: 5, beatsEachRound: 1 });
      t.diagnostic(`${seen.calls} calls, ${seen.texts} texts taken, longest wait ${seen.longest} s`);
    });
  }
});
