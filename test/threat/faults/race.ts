// Thousands of requests for one thing at once, over every process. Proofs are made before the start, so that what races is
// the servers.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { JournalEntry } from '#journal';
import { anna, createPlainClient, grantType } from '../../journey/plain-client.ts';
import { browserAt, callUntilOffered, createBalancer, type Offered, type Person } from './callers.ts';
import type { Site } from './databases.ts';
import { type Answer, issuer, type Sending, type ServerProcess } from './servers.ts';

type Request = { readonly server: ServerProcess; readonly path: string; readonly sending: Sending };

/** Making a key costs more than using it; each is one browser, as long as it asks for one grant only once. */
const keys = (count: number) => Array.from({ length: count }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }));

/** Every client comes from an address of its own, as the proxy in front says. */
const from = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
let clients = 0;
/** As in src/grant/redeem.ts. */
const raceSeconds = 5;
/** The youngest nonce may be as old as that when it is given (src/token/nonce.ts); and a lease. */
const nonceSeconds = 60;
const leaseSeconds = 25;

const nonceOf = async (site: Site, code: string): Promise<string> => {
  const answer = await createBalancer(site.servers).send('POST', '/offer/status', () => ({
    body: new URLSearchParams({ 'pre-authorized_code': code }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }));
  return String(answer.headers['dpop-nonce']);
};

/** All of them at once, while the caller stays on the line: on a slow machine this takes longer than a lease. */
const atOnce = async (site: Site, call: string, requests: readonly Request[]) => {
  const balancer = createBalancer(site.servers);
  const beating = setInterval(() => {
    const silence = { body: '{"silence":true}', headers: { 'content-type': 'application/json' } };
    balancer.send('POST', `/phone/handset/calls/${call}/turns`, () => silence).catch(() => undefined);
  }, 5000);
  const began = performance.now();
  try {
    const answers = await Promise.all(requests.map(({ server, path, sending }) => server.send('POST', path, sending)));
    return { answers, seconds: (performance.now() - began) / 1000 };
  } finally {
    clearInterval(beating);
  }
};

const offeredTo = async (site: Site, person: Person): Promise<Offered> => {
  const offered = await callUntilOffered(createBalancer(site.servers), person);
  assert.ok(offered, 'a call did not come to its text');
  return offered;
};

const serverAt = (site: Site, n: number): ServerProcess =>
  site.servers.all[n % site.servers.all.length] as ServerProcess;

const redeems = async (site: Site, { code }: Offered, digits: readonly string[]) => {
  const nonce = await nonceOf(site, code);
  const pairs = keys(digits.length);
  const requests = digits.map((txCode, n): Request => {
    const client = createPlainClient(() => Promise.reject(new Error('not used')), issuer, pairs[n]);
    return {
      server: serverAt(site, n),
      path: '/oauth/token',
      sending: {
        body: new URLSearchParams({ grant_type: grantType, 'pre-authorized_code': code, tx_code: txCode }).toString(),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-forwarded-for': from(clients++),
          dpop: client.proof('POST', `${issuer}/oauth/token`, { nonce }),
        },
      },
    };
  });
  return { pairs, requests };
};

const factsOf = async (site: Site, call: string): Promise<JournalEntry['fact'][]> =>
  (await site.store.list(['journal', 'entry', call])).map((entry) => (entry.value as unknown as JournalEntry).fact);

export type RaceResult = { readonly seconds: number; readonly answers: Readonly<Record<number, number>> };

const counted = (answers: readonly Answer[]) =>
  Object.fromEntries([...Map.groupBy(answers, ({ status }) => status)].map(([status, all]) => [status, all.length]));
const tokenOf = (answer: { text: string }) => JSON.parse(answer.text).access_token as string;
const jtiOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')).jti;

/** One code, the right digits, `count` browsers at once: one gets a token, and it alone may ask again. */
export const raceToRedeem = async (site: Site, person: Person, count: number): Promise<RaceResult> => {
  const offered = await offeredTo(site, person);
  const { pairs, requests } = await redeems(site, offered, Array(count).fill(offered.digits));
  const { answers, seconds } = await atOnce(site, offered.call, requests);
  const winners = answers.flatMap((answer, n) => (answer.status === 200 ? [n] : []));
  assert.equal(winners.length, 1, JSON.stringify(counted(answers)));
  const refused = answers.filter((answer) => answer.status !== 200);
  // Whoever has waited for as long as a nonce may live is asked for a fresh one.
  const fitting = seconds < nonceSeconds ? ['invalid_grant'] : ['invalid_grant', 'use_dpop_nonce'];
  for (const answer of refused) assert.ok(fitting.includes(JSON.parse(answer.text).error), answer.text);
  const winner = winners[0] ?? 0;
  const again = await browserAt(serverAt(site, winner + 1), pairs[winner]).redeem(offered.code, offered.digits);
  const facts = await factsOf(site, offered.call);
  // A race that takes longer than a race does is none any more: whoever comes late with the right digits is somebody who
  // knows them and kills the grant (R-O7), and a machine that slow may not keep the lease either.
  const isDead = facts.some(({ kind }) => kind === 'grant_dead');
  assert.ok(seconds >= raceSeconds || !isDead);
  assert.equal(again.status, isDead ? 400 : 200, 'the winner may ask again, whatever the losers spent');
  if (!isDead) assert.equal(jtiOf(String(again.body.access_token)), jtiOf(tokenOf(answers[winner] as Answer)));
  assert.equal(facts.filter(({ kind }) => kind === 'grant_redeemed').length, 1);
  return { seconds, answers: counted(answers) };
};

/** One code, `count` wrong guesses at once with the right one among them: five are compared and no more. */
export const raceToGuess = async (site: Site, person: Person, count: number, hidden: number): Promise<RaceResult> => {
  const offered = await offeredTo(site, person);
  const guesses = Array.from({ length: count }, (_, n) => {
    const guess = String((Number(offered.digits) + 1 + n) % 1_000_000).padStart(6, '0');
    return n === hidden ? offered.digits : guess;
  });
  const { requests } = await redeems(site, offered, guesses);
  const { answers, seconds } = await atOnce(site, offered.call, requests);
  const facts = await factsOf(site, offered.call);
  const wrong = facts.filter(({ kind }) => kind === 'digits_wrong').length;
  const won = answers.filter(({ status }) => status === 200).length;
  assert.ok(won <= 1);
  // A right guess gives its place back, so five wrong ones may be compared beside it.
  assert.ok(wrong <= 5, `${wrong} wrong guesses were compared`);
  // On a machine so slow that the lease ran out, the grant may have died of that first.
  if (won === 0 && seconds < leaseSeconds) {
    assert.equal(wrong, 5);
    assert.equal(facts.filter(({ kind }) => kind === 'grant_dead').length, 1);
  }
  return { seconds, answers: counted(answers) };
};

/** One token, `count` orders at once, some with other details: one change, one receipt. */
export const raceToTransact = async (site: Site, person: Person, count: number): Promise<RaceResult> => {
  const offered = await offeredTo(site, person);
  const [pair] = keys(1);
  const redeemed = await browserAt(serverAt(site, 0), pair).redeem(offered.code, offered.digits);
  assert.equal(redeemed.status, 200);
  const token = String(redeemed.body.access_token);
  const sent: Request[] = [];
  const nonce = await nonceOf(site, offered.code);
  for (let n = 0; n < count; n += 1) {
    let sending: Sending = {};
    const recorder = createPlainClient(
      async (_path, init) => {
        sending = { body: String(init?.body), headers: init?.headers as Record<string, string> };
        return new Response('{}', { headers: { 'dpop-nonce': nonce } });
      },
      issuer,
      pair,
    );
    await recorder.get('/');
    const input = n % 10 === 9 ? { ...anna, given_name: 'Eve' } : anna;
    await recorder.transact(token, 'add_user', input, { 'idempotency-key': 'one', 'x-forwarded-for': from(clients++) });
    sent.push({ server: serverAt(site, n), path: '/transactions/add_user', sending });
  }
  const { answers, seconds } = await atOnce(site, offered.call, sent);
  const changes = await site.store.list(['account', 'change', person.account]);
  assert.equal(changes.length, 1, JSON.stringify(counted(answers)));
  const done = answers.filter(({ status }) => status === 201).map(({ text }) => JSON.parse(text).receipt as string);
  assert.ok(done.length >= 1, JSON.stringify(counted(answers)));
  assert.equal(new Set(done).size, 1);
  for (const { status, text } of answers) assert.ok([201, 202, 401, 409].includes(status), `${status} ${text}`);
  return { seconds, answers: counted(answers) };
};
