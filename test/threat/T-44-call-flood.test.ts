// T-44. Attacker: rings a thousand times at once, holds lines open, asks without end.
// Control: one live grant per account, calls that end after an hour at the latest, a budget of requests per client
// (src/grant/offer.ts, src/call/call.ts, src/http/limits.ts). Failure would show as two live grants, a call that never
// ends, or an honest call that is not answered. (Hashing under a flood: T-43.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install, james, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

test('of ten verified calls for one account only the newest has a grant', async (t) => {
  const house = await install();
  const offers = [];
  for (let n = 0; n < 10; n += 1) offers.push(await house.offered(maria));
  let live = 0;
  for (const offer of offers) {
    const answer = await createPlainClient(house.fetch, house.issuer).form('/offer/status', {
      'pre-authorized_code': offer.code,
    });
    if (answer.body.state === 'offered') live += 1;
  }
  assert.equal(live, 1);
  tell(t, 'T-44', offers.length - 1, live - 1);
});

test('an honest call goes through while five hundred lines are open and silent', async () => {
  const house = await install();
  const open = await Promise.all(Array.from({ length: 500 }, () => house.ring(james)));
  assert.equal(open.length, 500);
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  const { body } = await client.redeem(offer.code, offer.digits);
  assert.equal((await client.transact(String(body.access_token), 'add_user', anna)).status, 201);
  house.clock.advance(26);
  await house.app.tend();
  const left = await house.store.list(['call', 'open']);
  assert.equal(left.length, 0, 'silent lines are swept');
});

test('a line that a machine keeps alive ends after an hour, and its grant with it', async (t) => {
  const house = await install();
  const { call_id: call } = await house.ring();
  await house.keys(call, `${maria.userId}#`);
  await house.keys(call, maria.pin);
  let said = await house.says(call, 'I want to add my wife');
  let seconds = 0;
  // A machine that is never silent for long, and asks for nothing that costs a text.
  for (; seconds < 7200 && said.then !== 'ended'; seconds += 8) {
    house.clock.advance(8);
    said = await house.says(call, 'repeat');
  }
  assert.ok(seconds >= 3590, `${seconds} seconds: the call ended for another reason`);
  assert.equal(said.then, 'ended');
  tell(t, 'T-44', Math.round(seconds / 8), seconds > 3608 ? 1 : 0);
});

test('who asks for what is not there is told to wait, and the others are answered', async (t) => {
  const house = await install();
  const ask = (client: string) =>
    house.app.fetch(
      new Request(`${house.issuer}/offer/status`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'pre-authorized_code=nothing',
      }),
      { client },
    );
  const answers = [];
  for (let n = 0; n < 100; n += 1) answers.push(await ask('198.51.100.7'));
  assert.equal(answers.filter(({ status }) => status === 200).length, 30);
  assert.ok(Number(answers.at(-1)?.headers.get('retry-after')) > 0);
  assert.equal((await ask('198.51.100.8')).status, 200);
  tell(t, 'T-44', 100, answers.slice(30).filter(({ status }) => status !== 429).length);
});
