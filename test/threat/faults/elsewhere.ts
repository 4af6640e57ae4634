// One call, and one attack, each request of which goes to another process: what must hold when nothing sticks to anything.
import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { test } from 'node:test';
import { anna, createPlainClient, grantType } from '../../journey/plain-client.ts';
import { type Balancer, callUntilOffered, createBalancer, fetchVia, hangUp, type Person } from './callers.ts';
import type { Site } from './databases.ts';
import { type Answer, issuer, type ServerProcess } from './servers.ts';

export type Given = {
  readonly site: () => Site;
  readonly somebody: () => Person;
  /** Each request somewhere else than the one before: a rotation of ours, or a real balancer. */
  readonly spread: () => Pick<ServerProcess, 'send' | 'port'>;
};

/** Reads a stream of events until `isEnough`; answers the lines. */
const listen = (port: number, path: string, isEnough: (text: string) => boolean): Promise<string> =>
  new Promise((resolve, reject) => {
    const agent = new Agent();
    const sent = get({ host: '127.0.0.1', port, path, agent, timeout: 60_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
        if (!isEnough(text)) return;
        sent.destroy();
        resolve(text);
      });
      response.on('end', () => reject(new Error(`the stream ended: ${text.slice(-300)}`)));
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('nothing more came')));
  });

const form = (values: Record<string, string>) => new URLSearchParams(values).toString();

/** Registers the tests; to be called inside a `describe` that opens and stops the site. */
export const elsewhereTests = ({ site, somebody, spread }: Given): void => {
  const balancer = (): Balancer => createBalancer(site().servers);
  const browser = () =>
    createPlainClient(
      fetchVia((...request) => spread().send(...request)),
      issuer,
    );

  test('a call goes through, and its feed tells at one process what happened at the others', async () => {
    const offered = await callUntilOffered(balancer(), somebody());
    assert.ok(offered);
    const feeds = [0, 1, 2].map(() =>
      listen(spread().port(), `/phone/handset/calls/${offered.call}/events`, (text) => text.includes('call_ended')),
    );
    const client = browser();
    await client.form('/offer/open', { 'pre-authorized_code': offered.code });
    const redeemed = await client.redeem(offered.code, offered.digits);
    assert.equal(redeemed.status, 200, JSON.stringify(redeemed.body));
    const done = await client.transact(String(redeemed.body.access_token), 'add_user', anna);
    assert.equal(done.status, 201, JSON.stringify(done.body));
    await hangUp(balancer(), offered.call);
    for (const feed of feeds) {
      const told = (await feed).match(/"kind":"(\w+)"/g)?.map((kind) => kind.slice(8, -1)) ?? [];
      for (const kind of ['link_opened', 'grant_redeemed', 'grant_consumed', 'transaction_done', 'call_ended'])
        assert.equal(told.filter((one) => one === kind).length, 1, `${kind} in ${told.join()}`);
    }
  });

  test('a proof used at one process is refused at the others, and a nonce of one is good at all', async () => {
    const offered = await callUntilOffered(balancer(), somebody());
    assert.ok(offered);
    const [first] = site().servers.all as [ServerProcess, ...ServerProcess[]];
    const client = createPlainClient(fetchVia(first.send), issuer);
    await client.form('/offer/status', { 'pre-authorized_code': offered.code });
    // Made with the first one's nonce and never repeated for want of one.
    const sending = {
      body: form({ grant_type: grantType, 'pre-authorized_code': offered.code, tx_code: offered.digits }),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        dpop: client.proof('POST', `${issuer}/oauth/token`),
      },
    };
    const answers: Answer[] = [];
    for (const server of [...site().servers.all].reverse())
      answers.push(await server.send('POST', '/oauth/token', sending));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 400, 400],
      answers.map(({ text }) => text).join('\n'),
    );
  });

  test('a token revoked at one process is worth nothing at the others', async () => {
    const offered = await callUntilOffered(balancer(), somebody());
    assert.ok(offered);
    const client = browser();
    const token = String((await client.redeem(offered.code, offered.digits)).body.access_token);
    assert.equal((await client.form('/oauth/revoke', { token, client_id: 'voicegrant-page' })).status, 200);
    for (const _ of site().servers.all) assert.equal((await client.transact(token, 'add_user', anna)).status, 401);
  });

  test('wrong PINs count together, wherever they are keyed', async () => {
    const person = somebody();
    const keyed = async (pin: string) => {
      const post = async (path: string, value: unknown) =>
        JSON.parse(
          (
            await balancer().send('POST', path, () => ({
              body: JSON.stringify(value),
              headers: { 'content-type': 'application/json' },
            }))
          ).text,
        ) as { call_id: string; say: string[]; then: string };
      const { call_id: call } = await post('/phone/handset/calls', { from: person.number });
      await post(`/phone/handset/calls/${call}/turns`, { digits: `${person.userId}#` });
      await post(`/phone/handset/calls/${call}/turns`, { digits: pin });
      const entries = await site().store.list(['journal', 'entry', call]);
      await hangUp(balancer(), call);
      return entries
        .map(({ value }) => (value as unknown as { fact: { kind: string; verdict?: string } }).fact)
        .findLast(({ kind }) => kind === 'identity_checked')?.verdict;
    };
    const verdicts: (string | undefined)[] = [];
    for (let n = 0; n < 6; n += 1) verdicts.push(await keyed('11112222'));
    // The right one does not help any more.
    verdicts.push(await keyed('48291306'));
    assert.equal(verdicts[0], 'wrong');
    assert.equal(verdicts.at(-1), 'locked', verdicts.join());
  });
};
