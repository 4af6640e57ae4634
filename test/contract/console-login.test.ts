// The provider here is oidc-provider, a certified OpenID provider by others, with its own login pages.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import Provider from 'oidc-provider';
import { Secret, stoppedClock } from '#core';
import { createOperators } from '#identity/operator';
import { openMemoryStore } from '#store/memory';
import { production } from '../journey/production.ts';

const origin = 'https://confirm.acme.example';
const session = '__Host-voicegrant-console';
const roles: Readonly<Record<string, unknown>> = { olga: ['voicegrant-operator', 'staff'], stan: ['staff'] };

const startProvider = async () => {
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const quiet = [console.warn, console.info];
  console.warn = console.info = () => undefined;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'console',
        client_secret: 'a secret of the console',
        redirect_uris: [`${origin}/console/callback`],
        post_logout_redirect_uris: [`${origin}/console/left`],
      },
    ],
    claims: { openid: ['sub', 'roles'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: { AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    findAccount: async (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, roles: roles[id] }),
    }),
  } as ConstructorParameters<typeof Provider>[1]);
  const handle = provider.callback();
  [console.warn, console.info] = quiet as [typeof console.warn, typeof console.info];
  return {
    issuer,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

/** A browser as far as logging in needs one: cookies by host, redirects by hand, the provider's forms filled in. */
const browser = (app: ReturnType<typeof production>) => {
  const jars = new Map<string, Map<string, string>>();
  const go = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const { host } = new URL(url);
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const asked = { ...init, headers, redirect: 'manual' as const };
    const answer = url.startsWith(origin) ? await app.fetch(new Request(url, asked)) : await fetch(url, asked);
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0\b/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  const follow = async (url: string): Promise<{ url: string; answer: Response }> => {
    let at = url;
    for (let hops = 0; hops < 12; hops += 1) {
      const answer = await go(at);
      const to = answer.headers.get('location');
      if (to === null) return { url: at, answer };
      const next = new URL(to, at).href;
      if (next.startsWith(`${origin}/console/callback`)) return { url: next, answer };
      at = next;
    }
    throw new Error('redirects without end');
  };
  return {
    go,
    jar: () => jars.get(new URL(origin).host) ?? new Map<string, string>(),
    /** From the console to the provider, and through its login as `who`: answers the address back, not yet opened. */
    async login(who: string, from = `${origin}/console`): Promise<string> {
      let { url, answer } = await follow(from);
      for (let forms = 0; forms < 3 && !url.startsWith(`${origin}/console/callback`); forms += 1) {
        const html = await answer.text();
        const action = new URL(/action="([^"]+)"/.exec(html)?.[1] ?? '', url).href;
        const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1] ?? '';
        const sent = await go(action, {
          method: 'POST',
          body: new URLSearchParams(prompt === 'login' ? { prompt, login: who, password: 'x' } : { prompt }),
        });
        ({ url, answer } = await follow(new URL(sent.headers.get('location') ?? '', action).href));
      }
      return url;
    },
  };
};

let provider: Awaited<ReturnType<typeof startProvider>>;
before(async () => {
  provider = await startProvider();
});
after(() => provider.close());

const turn = () => new Promise((resolve) => setImmediate(resolve));

const install = () => {
  const clock = stoppedClock();
  const settings = {
    issuer: provider.issuer,
    clientId: 'console',
    clientSecret: new Secret('a secret of the console'),
  };
  const asked = { redirectUri: `${origin}/console/callback`, roleClaim: 'roles', role: 'voicegrant-operator' };
  const operators = createOperators({ ...settings, ...asked }, { fetch });
  const waiting: (() => void)[] = [];
  const sleep = () => new Promise<void>((resolve) => waiting.push(resolve));
  const app = production({}, { operators, clock, sleep, store: openMemoryStore({ clock }) });
  return { clock, app, waiting };
};
const installed = () => {
  const made = install();
  return { ...made, person: browser(made.app) };
};

describe('the console in production', () => {
  test('an operator logs in at the provider and sees the console, without a banner and with a way out', async () => {
    const { person } = installed();
    const back = await person.login('olga');
    const asked = new URL(back).searchParams;
    assert.ok(asked.get('code') && asked.get('state'));
    const answer = await person.go(back);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), '/console');
    const screen = await person.go(`${origin}/console`);
    assert.equal(screen.status, 200);
    const html = await screen.text();
    assert.match(html, /Log out/);
    assert.doesNotMatch(html, /Development/);
  });

  test('the cookie is for this host alone, over TLS, out of reach of scripts, and not sent from other sites', async () => {
    const { person } = installed();
    const answer = await person.go(await person.login('olga'));
    const line = answer.headers.getSetCookie().find((one) => one.startsWith(session)) ?? '';
    assert.match(line, /^__Host-voicegrant-console=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=28800$/);
  });

  test('the request to the provider carries PKCE, a state and a nonce', async () => {
    const { person } = installed();
    const to = new URL((await person.go(`${origin}/console/login`)).headers.get('location') ?? '');
    assert.equal(to.searchParams.get('response_type'), 'code');
    assert.equal(to.searchParams.get('code_challenge_method'), 'S256');
    for (const name of ['code_challenge', 'state', 'nonce'])
      assert.match(to.searchParams.get(name) ?? '', /^[\w-]{43}$/);
  });

  test('nothing of the console is shown to somebody who has not logged in', async () => {
    const { person } = installed();
    const screen = await person.go(`${origin}/console`);
    assert.deepEqual([screen.status, screen.headers.get('location')], [303, '/console/login']);
    for (const path of ['calls', `calls/call_${'x'.repeat(22)}/evidence`]) {
      assert.equal((await person.go(`${origin}/console/${path}`)).status, 401, path);
    }
  });

  test('somebody without the role is turned away, and stays away', async () => {
    const { person } = installed();
    const answer = await person.go(await person.login('stan'));
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /You may not see this console/);
    assert.equal(person.jar().has(session), false);
    assert.equal((await person.go(`${origin}/console/calls`)).status, 401);
  });

  test('the way back works once: the same address opened again lets nobody in', async () => {
    const { person } = installed();
    const back = await person.login('olga');
    const pending = new Map(person.jar());
    assert.equal((await person.go(back)).status, 303);
    person.jar().clear();
    for (const [name, value] of pending) person.jar().set(name, value);
    const again = await person.go(back);
    // Refused here, before the provider is asked a second time.
    assert.match(await again.text(), /This login is over/);
    assert.equal(person.jar().has(session), false);
  });

  test('somebody else’s way back does not work in this browser', async () => {
    const { app, person } = installed();
    const attacker = browser(app);
    const back = await attacker.login('olga');
    assert.equal((await person.go(back)).status, 400, 'no login was begun here');
    await person.go(`${origin}/console/login`);
    assert.equal((await person.go(back)).status, 400, 'another login was begun here');
    assert.equal(person.jar().has(session), false);
  });

  test('an answer with another state, or with a code nobody gave, is refused', async () => {
    for (const [name, value] of [
      ['state', 'x'.repeat(43)],
      ['code', 'y'.repeat(43)],
      ['iss', 'https://evil.example'],
    ] as const) {
      const { person } = installed();
      const back = new URL(await person.login('olga'));
      back.searchParams.set(name, value);
      assert.equal((await person.go(back.href)).status, 400, name);
      assert.equal(person.jar().has(session), false, name);
    }
  });

  test('a cookie planted before the login is worth nothing after it', async () => {
    const { app, person } = installed();
    const planted = 'p'.repeat(43);
    person.jar().set(session, planted);
    await person.go(await person.login('olga'));
    assert.notEqual(person.jar().get(session), planted);
    const attacker = browser(app);
    await attacker.go(`${origin}/console/left`);
    attacker.jar().set(session, planted);
    assert.equal((await attacker.go(`${origin}/console/calls`)).status, 401);
  });

  test('another site can neither log an operator out nor plant a second cookie of the same name', async () => {
    const { app, person } = installed();
    await person.go(await person.login('olga'));
    const cross = { method: 'POST', headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } };
    assert.equal((await person.go(`${origin}/console/logout`, cross)).status, 403);
    assert.equal((await person.go(`${origin}/console`)).status, 200);
    const two = `${session}=${person.jar().get(session)}; ${session}=${'p'.repeat(43)}`;
    const twice = await app.fetch(new Request(`${origin}/console/calls`, { headers: { cookie: two } }));
    assert.equal(twice.status, 401);
  });

  test('logging out ends it here, ends the stream that is open, and leads to where the provider ends it', async () => {
    const { app, person, waiting } = installed();
    await person.go(await person.login('olga'));
    const kept = person.jar().get(session) ?? '';
    const stream = await person.go(`${origin}/console/calls`);
    const reader = stream.body!.getReader();
    await reader.read();
    while (waiting.length === 0) await turn();
    const answer = await person.go(`${origin}/console/logout`, { method: 'POST', headers: { origin } });
    const { location } = (await answer.json()) as { location: string };
    assert.ok(location.startsWith(`${provider.issuer}/session/end?`), location);
    assert.equal(new URL(location).searchParams.get('post_logout_redirect_uri'), `${origin}/console/left`);
    const held = new Request(`${origin}/console/calls`, { headers: { cookie: `${session}=${kept}` } });
    assert.equal((await app.fetch(held)).status, 401);
    waiting.shift()?.();
    for (let turns = 0; turns < 50; turns += 1) await turn();
    assert.equal(waiting.length, 0, 'nothing more is read for this stream');
    while (!(await reader.read()).done);
  });

  test('a session ends after a working day', async () => {
    const { clock, person } = installed();
    await person.go(await person.login('olga'));
    clock.advance(28_799);
    assert.equal((await person.go(`${origin}/console`)).status, 200);
    clock.advance(2);
    assert.equal((await person.go(`${origin}/console`)).status, 303);
  });

  test('a provider that is not there lets nobody in', async () => {
    const operators = createOperators(
      {
        ...{ issuer: 'http://127.0.0.1:9', clientId: 'console', clientSecret: new Secret('x') },
        ...{ redirectUri: `${origin}/console/callback`, roleClaim: 'roles', role: 'voicegrant-operator' },
      },
      { fetch },
    );
    const answer = await production({}, { operators }).fetch(new Request(`${origin}/console/login`));
    assert.equal(answer.status, 503);
  });
});
