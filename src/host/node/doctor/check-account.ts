import { createDemoRecord } from '#account/demo';
import type { AccountId } from '#core';
import { openMemoryStore } from '#store/memory';
import { openRecord } from '../record.ts';
import { atHand, type Finding, fault, ok, type Patient, warning } from './finding.ts';

const nobody = 'acct_doctor-asks-for-nobody' as AccountId;

/** Does the system of record answer? Asks how an account that does not exist ends, and changes nothing. */
export const checkAccount = async ({ config, project }: Patient): Promise<Finding[]> => {
  const hand = { config, ...atHand() };
  const store = openMemoryStore(hand);
  if (project.record === undefined && config.account === 'demo')
    return [
      warning(
        'account',
        'demo: changes are kept in our own store',
        'VOICEGRANT_ACCOUNT=http and VOICEGRANT_ACCOUNT_URL',
      ),
    ];
  const opened = openRecord(config, store, hand.clock, async () => undefined).record;
  const record =
    (await project.record?.({ ...hand, store })) ?? opened ?? createDemoRecord({ store, clock: hand.clock });
  const answered = await record.ending(nobody).then(
    () => true,
    (error: { retryable?: boolean }) => error.retryable === false,
  );
  if (answered) return [ok('account', 'the system of record answers')];
  const remedy = 'check VOICEGRANT_ACCOUNT_URL, VOICEGRANT_ACCOUNT_TOKEN and the way there';
  return [fault('account', 'the system of record does not answer: no transaction could be carried out', remedy)];
};
