// T-08 and T-09. Attacker: whoever finds the one answer without a content security policy, or frames it.
// Control: pages carry a hash policy, everything else `default-src 'none'`; no answer may be framed (src/page/policy.ts,
// src/http/respond.ts). Failure would show as an answer, of whatever status, without them.
// (In a real browser: test/browser/page-attacks.test.ts.)
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { install } from '../journey/installation.ts';
import { everyAnswer, type Seen } from './every-answer.ts';
import { tell } from './tell.ts';

/** A policy as names and sources. */
const read = (policy: string) =>
  new Map(
    policy.split(';').map((part) => {
      const [name = '', ...sources] = part.trim().split(/\s+/);
      return [name, sources] as const;
    }),
  );

const weakness = (policy: Map<string, string[]>, framing: string): string | null => {
  const all = [...policy.values()].flat();
  if (all.some((source) => /unsafe|\*|data:|blob:|https?:|nonce-|strict-dynamic|wasm/.test(source)))
    return 'a wide source';
  if (policy.get('default-src')?.join() !== "'none'") return 'default-src';
  if (policy.get('base-uri')?.join() !== "'none'" || policy.get('form-action')?.join() !== "'none'")
    return 'base or form';
  if (policy.get('frame-ancestors')?.join() !== framing) return 'frame-ancestors';
  const scripts = policy.get('script-src');
  if (scripts === undefined) return null;
  if (!scripts.every((source) => /^'sha256-[A-Za-z0-9+/]{43}='$/.test(source))) return 'script-src';
  if (policy.get('require-trusted-types-for')?.join() !== "'script'") return 'trusted types';
  return policy.get('trusted-types')?.join() === "'none'" ? null : 'trusted types';
};

const holes = async (answers: readonly Seen[], framing: string): Promise<string[]> => {
  const weak: string[] = [];
  for (const { what, response } of answers) {
    const policy = read(response.headers.get('content-security-policy') ?? '');
    const isPage = response.ok && (response.headers.get('content-type') ?? '').startsWith('text/html');
    const found = weakness(policy, isPage ? framing : "'none'");
    // The handset and the console are development's own screens; a production process has neither.
    if (found !== null && !/\/(handset|console)/.test(what)) weak.push(`${what} ${response.status}: ${found}`);
    if (!isPage || !what.startsWith('GET')) continue;
    const html = await response.text();
    for (const [, body = ''] of html.matchAll(/<script>([\s\S]*?)<\/script>/g)) {
      assert.ok(policy.get('script-src')?.includes(`'sha256-${hash('sha256', body, 'base64')}'`), what);
    }
    assert.doesNotMatch(html, /<[a-z][^>]* on[a-z]+\s*=|<(?:iframe|object|embed|base)\b/i, what);
  }
  return weak;
};

test('every answer, whatever its status, has a policy without a hole', async (t) => {
  const answers = await everyAnswer(await install());
  // The development handset shows the page inside a drawn telephone.
  const weak = await holes(answers, "'self'");
  assert.deepEqual(weak, []);
  tell(t, 'T-08', answers.length, weak.length);
});

test('without the handset no page and no error may be framed by anybody', async (t) => {
  const house = await install({ env: { VOICEGRANT_HANDSET: 'off' } });
  const answers: Seen[] = [];
  for (const path of ['/', '/?lang=es', '/add_user', '/add_payee?es', '/change_address', '/nothing', '/oauth/token']) {
    answers.push({ what: `GET ${path}`, response: await house.fetch(path) });
  }
  const weak = await holes(answers, "'none'");
  assert.deepEqual(weak, []);
  assert.ok(answers.every(({ response }) => response.headers.get('cross-origin-opener-policy') === 'same-origin'));
  tell(t, 'T-09', answers.length, weak.length);
});
