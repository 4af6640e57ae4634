import type { AccountId, E164 } from '#core';

/** The people of a development installation. The first is the one the documentation rings as. */
export const demoCallers = [
  {
    name: 'Maria Ortiz',
    userId: '10012345',
    pin: '48291306',
    number: '+15555550142' as E164,
    account: 'acct_demo-maria-ortiz' as AccountId,
    signsInAs: 'maria',
  },
  {
    name: 'James Porter',
    userId: '10067890',
    pin: '70315928',
    number: '+15555550187' as E164,
    account: 'acct_demo-james-porter' as AccountId,
    signsInAs: 'james',
  },
] as const;
