// People who ring, and their browsers: one call from the first ring to the receipt, every step sent to whichever process is
// there, and asked again when its answer was lost. Each step's outcome is kept as the caller knows it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseKeyring } from '#config';
import { type AccountId, type E164, Secret, silentLog, systemClock, systemRandom } from '#core';
import { createEmbeddedVerifier } from '#identity/embedded';
import type { Store } from '#store';
import { anna, createPlainClient, type Fetch } from '../../journey/plain-client.ts';
import { type Answer, issuer, type Sending, type ServerProcess, type Servers } from './servers.ts';

export type Person = { readonly userId: string; readonly number: E164; readonly account: AccountId };

const pin = '48291306';
/** What is tested here is not the cost of a guess. */
const cheap = { memoryKib: 64, passes: 1, lanes: 1 };

export const keyringOf = (folder: string) =>
  parseKeyring(new Secret(readFileSync(join(folder, 'keyring.json'), 'utf8')));

/** Puts people into the store, each with a number and an account of their own. */
export const seedPeople = async (store: Store, folder: string, count: number): Promise<Person[]> => {
  const keyring = keyringOf(folder);
  const users = createEmbeddedVerifier({
    ...{ store, clock: systemClock(), random: systemRandom, log: silentLog, concurrency: 2, cost: cheap },
    ...{ key: keyring.secrets.identity, peppers: keyring.peppers },
  });
  const people: Person[] = [];
  for (let n = 0; n < count; n += 1) {
    const person = {
      userId: String(70_000_000 + n * 7),
      number: `+1555${String(2_000_000 + n * 13)}` as E164,
      account: `acct_faults-${String(n).padStart(6, '0')}` as AccountId,
    };
    const added = await users.addUser({
      ...person,
      userId: new Secret(person.userId),
      pin: new Secret(pin),
      name: 'A Caller',
    });
    if (!added.ok) throw new Error(`a caller could not be added: ${added.reason}`);
    people.push(person);
  }
  return people;
};

export type Balancer = {
  /** To one process after another, without asking which one knows the call; again elsewhere when the answer is lost. */
  send(method: string, path: string, make?: () => Sending): Promise<Answer>;
  /** The same request to every running process; for what each keeps to itself, such as the texts it sent. */
  everywhere(method: string, path: string): Promise<Answer[]>;
  /** How many answers were lost, and asked for again. */
  lost(): number;
};

const isLost = (answer: Answer) => answer.status >= 500;

export const createBalancer = ({ all }: Servers): Balancer => {
  let turn = Math.floor(Math.random() * all.length);
  let lost = 0;
  const next = (): ServerProcess => {
    const running = all.filter((server) => server.isRunning());
    turn += 1;
    return (running.length > 0 ? running : all)[turn % (running.length || all.length)] as ServerProcess;
  };
  return {
    async send(method, path, make = () => ({})) {
      for (let tries = 0; ; tries += 1) {
        const answer = await next()
          .send(method, path, make())
          .catch(() => null);
        if (answer !== null && !isLost(answer)) return answer;
        lost += 1;
        if (tries > 1000) throw new Error(`no process answers ${method} ${path}: ${answer?.status} ${answer?.text}`);
        await new Promise((resolve) => setTimeout(resolve, Math.min(100, 5 * tries)));
      }
    },
    lost: () => lost,
    async everywhere(method, path) {
      const asked = all
        .filter((server) => server.isRunning())
        .map((server) => server.send(method, path).catch(() => null));
      return (await Promise.all(asked)).filter((answer) => answer !== null);
    },
  };
};

const json = (value: unknown): Sending => ({
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
});

export type Offered = { readonly call: string; readonly code: string; readonly digits: string };

/** A call up to the text: the code of its link and the six digits heard. Null when the call broke on the way. */
export const callUntilOffered = async (
  balancer: Balancer,
  person: Person,
  hooks: {
    /** Called before each turn is sent: from then on the call's lease may be counted. */
    readonly speaks?: () => void;
    /** The text was kept in the memory of a process that is no more, as the development outbox is. */
    readonly lostText?: () => void;
  } = {},
): Promise<Offered | null> => {
  const post = async (path: string, value: unknown) => {
    hooks.speaks?.();
    const answer = await balancer.send('POST', path, () => json(value));
    return answer.status < 300 ? (JSON.parse(answer.text) as { call_id: string; say: string[] }) : null;
  };
  // One machine, one clock; a text of an earlier call is not this call's.
  const began = Date.now() / 1000 - 1;
  const rung = await post('/phone/handset/calls', { from: person.number });
  if (rung === null) return null;
  const { call_id: call } = rung;
  const turns = `/phone/handset/calls/${call}/turns`;
  await post(turns, { digits: `${person.userId}#` });
  await post(turns, { digits: pin });
  const said = await post(turns, { speech: 'I want to add my wife' });
  const heard = said?.say.join(' ').match(/(\d \d \d), (\d \d \d)/);
  const texts = await balancer.everywhere('GET', `/phone/handset/texts?to=${encodeURIComponent(person.number)}`);
  const sent = texts.flatMap(({ text }) => JSON.parse(text) as { body: string; at: number }[]);
  const newest =
    sent
      .filter(({ at }) => at >= began)
      .sort((one, other) => one.at - other.at)
      .at(-1)?.body ?? '';
  const code = /#([\w-]{43})/.exec(newest)?.[1];
  if (heard !== null && heard !== undefined && code === undefined) hooks.lostText?.();
  if (heard === null || heard === undefined || code === undefined) return null;
  return { call, code, digits: `${heard[1]}${heard[2]}`.replace(/ /g, '') };
};

export const hangUp = (balancer: Balancer, call: string): Promise<Answer> =>
  balancer.send('DELETE', `/phone/handset/calls/${call}`);

export const fetchVia =
  (send: (method: string, path: string, sending: Sending) => Promise<Answer>): Fetch =>
  async (path, { method = 'GET', headers, body } = {}) => {
    const sending = {
      headers: headers as Record<string, string>,
      ...(body === undefined ? {} : { body: String(body) }),
    };
    const answer = await send(method, path, sending);
    const kept = Object.entries(answer.headers).filter(
      (header): header is [string, string] => typeof header[1] === 'string',
    );
    return new Response(answer.status === 204 ? null : answer.text, { status: answer.status, headers: kept });
  };

/** A browser that talks to one process. */
export const browserAt = (server: ServerProcess, pair?: Parameters<typeof createPlainClient>[2]) =>
  createPlainClient(fetchVia(server.send), issuer, pair);

/** A browser behind a balancer: a lost answer is asked for again, at another process, with a fresh proof. */
export const steadyBrowser = (servers: Servers) => {
  let turn = Math.floor(Math.random() * servers.all.length);
  const client = createPlainClient(
    fetchVia((method, path, sending) => {
      const running = servers.all.filter((server) => server.isRunning());
      turn += 1;
      const server = (running[turn % running.length] ?? servers.all[0]) as ServerProcess;
      return server.send(method, path, sending);
    }),
    issuer,
  );
  const again = async <Result extends { readonly status: number }>(ask: () => Promise<Result>): Promise<Result> => {
    for (let tries = 0; ; tries += 1) {
      const answer = await ask().catch(() => null);
      // 202: accepted, being carried out; the caller's page asks again as well.
      if (answer !== null && answer.status < 500 && answer.status !== 202) return answer;
      if (tries > 1000) throw new Error('no answer to be had');
      await new Promise((resolve) => setTimeout(resolve, Math.min(200, 5 * tries)));
    }
  };
  return {
    redeem: (code: string, digits: string) => again(() => client.redeem(code, digits)),
    transact: (token: string, input: unknown = anna, key = 'the one try') =>
      again(() => client.transact(token, 'add_user', input, { 'idempotency-key': key })),
  };
};
