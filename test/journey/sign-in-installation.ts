// A Voicegrant whose callers sign in at their provider's own login instead of keying a PIN, with that provider beside it.
import type { TestContext } from 'node:test';
import { generateKeyring } from '#config';
import { Secret, silentLog, stoppedClock, systemRandom } from '#core';
import type { PinVerifier } from '#identity';
import { createEmbeddedVerifier } from '#identity/embedded';
import { createLoginProvider } from '#identity/oidc';
import { openMemoryStore } from '#store/memory';
import { type LoginInput, logIn } from '../../tools/call/login.ts';
import { type LoginPerson, startLoginTwin } from '../../twin/oidc/index.ts';
import { type Installation, install, james, maria } from './installation.ts';
import { createPlainClient } from './plain-client.ts';

export const mariasLogin: LoginPerson = { sub: 'maria-at-login', username: 'maria', password: 'her own password' };
export const jamesLogin: LoginPerson = { sub: 'james-at-login', username: 'james', password: 'his own password' };

/** One browser: its DPoP key, and the cookies it has of ours. */
export const createBrowser = (house: Installation) => {
  const jar = new Map<string, string>();
  const fetch = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await house.fetch(path, { ...init, headers });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  const client = createPlainClient(fetch, house.issuer);
  const begin = async (code: string): Promise<string> => {
    const { status, body } = await client.beginLogin(code);
    if (status !== 200) throw new Error(`no login: ${status} ${JSON.stringify(body)}`);
    return String(body.location);
  };
  const back = (address: string) => fetch(address.slice(house.issuer.length));
  return {
    ...{ fetch, client, jar, begin, back },
    /** The whole way: the button, the provider's form, and back. */
    signIn: async (code: string, input: LoginInput) => back(await logIn(await begin(code), input, house.issuer)),
    status: async (code: string) => {
      const body = new URLSearchParams({ 'pre-authorized_code': code });
      const answer = await fetch('/offer/status', { method: 'POST', body });
      return (await answer.json()) as { readonly state: string; readonly sign_in?: string; readonly reason?: string };
    },
  };
};

/** Maria and James have no PIN here; they are who they are at the login. */
export const installSignIn = async (
  t: TestContext,
  env: Record<string, string> = {},
  verify?: PinVerifier['verify'],
) => {
  const issuer = env.VOICEGRANT_ISSUER ?? 'http://localhost:8420';
  const login = await startLoginTwin([mariasLogin, jamesLogin]);
  t.after(login.close);
  const settings = {
    VOICEGRANT_SIGN_IN: 'always',
    VOICEGRANT_OIDC_ISSUER: login.issuer,
    VOICEGRANT_OIDC_CLIENT_ID: login.clientId,
    VOICEGRANT_OIDC_CLIENT_SECRET: 'kP3xV9qLm2Zt7RwYb5Nc',
    ...env,
  };
  const clock = stoppedClock(Math.floor(Date.now() / 1000));
  const store = openMemoryStore({ clock });
  const keyring = generateKeyring(systemRandom, true);
  const key = keyring.secrets.identity;
  const users = createEmbeddedVerifier({
    ...{ store, clock, random: systemRandom, log: silentLog, key, peppers: keyring.peppers, concurrency: 1 },
    cost: { memoryKib: 64, passes: 1, lanes: 1 },
  });
  for (const [person, { sub }] of [
    [maria, mariasLogin],
    [james, jamesLogin],
  ] as const) {
    const { userId, number, account } = person;
    await users.addUser({ userId: new Secret(userId), number, account, name: 'Test Caller', signsInAs: sub });
  }
  const house = await install({
    ...{ clock, store, keyring, env: settings },
    ports: () => ({
      verifier: verify === undefined ? users : { ...users, verify },
      login: createLoginProvider(
        {
          ...{ issuer: login.issuer, clientId: login.clientId, clientSecret: new Secret(login.clientSecret) },
          ...{ preset: 'generic', claim: null, redirectUri: `${issuer}/login/callback` },
        },
        { fetch, clock, key },
      ),
    }),
  });
  /** A call up to the moment at which the text must have gone, if one goes: what was said, and the link's code. */
  const called = async (userId: string, wish = 'I want to add my wife') => {
    const said: string[] = [];
    const keep = <Said extends { say: readonly string[] }>(turn: Said): Said => {
      said.push(...turn.say);
      return turn;
    };
    const { call_id: call } = keep(await house.ring(maria));
    keep(await house.keys(call, `${userId}#`));
    keep(await house.says(call, wish));
    // The text goes once the answer is out.
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    const code = /#([\w-]{43})/.exec(house.lastText(maria))?.[1] ?? '';
    return { call, said, code };
  };
  /** The six digits of the newest words, or null. */
  const digitsIn = (said: readonly string[]): string | null => {
    const found = said.join(' ').match(/(\d \d \d), (\d \d \d)/);
    return found === null ? null : `${found[1]}${found[2]}`.replace(/ /g, '');
  };
  return { house, login, users, called, digitsIn, key, store };
};
