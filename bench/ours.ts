// The real program over its real socket and SQLite store. Only two things differ from production: fresh grants come from
// the rooms directly instead of from telephone calls, and every request counts as another client, so that the limit on
// requests per client stays on but is never reached.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '#app';
import { type Call, createCalls } from '#call';
import { listeningOn, readConfig } from '#config';
import { type AccountId, type E164, movableClock, Secret, type SubjectId, systemClock, systemRandom } from '#core';
import { createGrants } from '#grant';
import { createIdentity } from '#identity';
import { createEmbeddedVerifier } from '#identity/embedded';
import { createJournal } from '#journal';
import { type Entry, type Store, sealed } from '#store';
import { shipped } from '#transaction';
import { openPorts } from '../src/host/node/ports.ts';
import { openSocket } from '../src/host/node/socket.ts';
import { createBehind } from './behind.ts';
import { lexPeer, twilioAccount } from './heard.ts';
import type { Offer } from './material.ts';
import { pinWork } from './pin-work.ts';
import { stand } from './stand.ts';

const folder = mkdtempSync(join(tmpdir(), 'ours-'));
const settings = readConfig({
  PORT: '0',
  VOICEGRANT_DATA: folder,
  VOICEGRANT_LOG: 'off',
  VOICEGRANT_STORE: process.argv[2] ?? 'sqlite',
  ...(process.argv[3] === undefined ? {} : { VOICEGRANT_POSTGRES_URL: process.argv[3] }),
  // Nothing is sent in a bench: no call comes so far.
  VOICEGRANT_MESSAGE: 'twilio',
  VOICEGRANT_TWILIO_VOICE: 'on',
  VOICEGRANT_TWILIO_ACCOUNT_SID: twilioAccount.sid,
  VOICEGRANT_TWILIO_AUTH_TOKEN: twilioAccount.authToken,
  VOICEGRANT_TWILIO_API_KEY_SID: twilioAccount.keySid,
  VOICEGRANT_TWILIO_API_KEY_SECRET: twilioAccount.keySecret,
  VOICEGRANT_TWILIO_MESSAGING_SERVICE: twilioAccount.messagingService,
  VOICEGRANT_AGENT_NUMBER: '+15555550199',
});
const socket = await openSocket(settings);
const config = listeningOn(settings, socket.port);
const clock = movableClock(systemClock());
const ports = await openPorts(config, clock, () => undefined);
const app = createApp(config, ports);
let asked = 0;
socket.serve((request) => app.fetch(request, { client: `client ${asked++ % 4096}` }));

const { random, keyring } = { random: systemRandom, keyring: ports.keyring };
const under: Store = sealed(ports.store, keyring.secrets.grantMac, [
  ['call', 'row'],
  ['order', 'row'],
]);
const journal = createJournal({ store: under, clock });
const calls = createCalls({ store: under, clock, random, journal, leaseSeconds: 3600 });
const key = keyring.secrets.identity;
const verifier = createEmbeddedVerifier({ ...ports, key, peppers: keyring.peppers, concurrency: 1 });
const identity = createIdentity({ ...ports, store: under, verifier, journal, key, policy: { floorMs: 0 } });
const grants = createGrants({
  store: under,
  clock,
  random,
  journal,
  calls,
  keys: { txCode: keyring.secrets.txCode, pageCode: keyring.secrets.pageCode, mac: keyring.secrets.grantMac },
  policy: { codeSeconds: 600, attempts: 5, attemptsPerCall: 10, tokenSeconds: 300, audience: config.issuer },
  mint: () => new Secret(''),
  isReplay: async () => false,
  standing: identity.standing,
});

const people: SubjectId[] = [];
const meet = async (index: number): Promise<void> => {
  const userId = new Secret(`bench${index}`);
  const pin = new Secret('48291306');
  await verifier.addUser({ userId, pin, name: 'Bench Caller', number: '+15555550142' as E164 });
  const call = await begin();
  const verdict = await identity.check({ call: call.id, userId, pin, callingNumber: null, numberAttested: false });
  if (verdict.verdict !== 'verified') throw new Error(`a caller of the bench is ${verdict.verdict}`);
  people.push(verdict.caller.subject);
};

let begun = 0;
const begin = () =>
  calls.start({
    channel: 'handset',
    vendorId: `bench-${begun++}`,
    lang: 'en',
    callingNumber: null,
    calledNumber: null,
    conversation: { step: 'waiting' },
  });

let offered = 0;
const offerOne = async (): Promise<Offer> => {
  const mine = offered++;
  const call = await begin();
  const caller: Call['caller'] = {
    subject: people[mine % people.length]!,
    account: `acct_bench-${mine}` as AccountId,
    numberOnFile: '+15555550142' as E164,
    amr: ['pin', 'sms'],
    authTime: clock.now(),
  };
  const entry = (await calls.get(call.id)) as Entry<Call>;
  await under.commit(await calls.change(entry, { caller }));
  const done = await grants.offer((await calls.get(call.id)) as Entry<Call>, shipped[0]!, 'link');
  if (!done.ok) throw new Error(done.reason);
  return { code: done.code.reveal(), digits: done.digits.reveal() };
};

for (let index = 0; index < 8; index += 1) await meet(index);
const lex = await lexPeer({
  line: app.line,
  calls: app.calls,
  log: ports.log,
});
const behind = createBehind({
  file: join(folder, 'voicegrant.sqlite'),
  store: under,
  clock,
  random,
  example: offerOne,
});
const nonceNow = async () => {
  const answer = await app.fetch(new Request(`${config.issuer}/oauth/token`, { method: 'POST' }), { client: 'bench' });
  const status = await app.fetch(
    new Request(`${config.issuer}/offer/status`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'pre-authorized_code=none',
    }),
    { client: 'bench' },
  );
  return answer.headers.get('dpop-nonce') ?? status.headers.get('dpop-nonce');
};

stand(
  { port: socket.port, url: `${config.issuer}/oauth/token`, clientId: null },
  {
    offer: async (count: number) => {
      const offers: Offer[] = [];
      for (let left = count; left > 0; left -= 64) {
        offers.push(...(await Promise.all(Array.from({ length: Math.min(64, left) }, offerOne))));
      }
      return { offers, nonce: await nonceNow() };
    },
    ...lex,
    ...behind,
    ...pinWork(ports.verifier),
  },
  async () => {
    await socket.close();
    await ports.store.close();
    rmSync(folder, { recursive: true });
  },
);
