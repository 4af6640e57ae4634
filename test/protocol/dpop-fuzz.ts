// A grammar of broken proofs: every level of an honest one, from its bytes to its meaning, is bent in a seeded way.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { type Jkt, systemClock } from '#core';
import { openMemoryStore } from '#store/memory';
import { es256, forge, jwk, newKey, publicMembers, segment } from './dpop-forge.ts';
import { nonces, theyTake, tokenFor, url, weTake } from './dpop-judge.ts';

type Members = Record<string, unknown>;
type Chance = { readonly number: () => number; readonly pick: <T>(list: readonly T[]) => T };

/** A seeded stream, so that a failure comes again. */
const createChance = (seed: number): Chance => {
  let state = seed >>> 0;
  const number = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { number, pick: (list) => list[Math.floor(number() * list.length)] as (typeof list)[number] };
};

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const twin = (signature: Buffer): Buffer => {
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
  return Buffer.concat([signature.subarray(0, 32), Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex')]);
};

const targets = [
  url,
  `${url}?a=1`,
  `${url}#f`,
  `${url}/`,
  'HTTPS://LOGIN.EXAMPLE/transactions/add_user',
  'https://login.example:443/transactions/add_user',
  'https://login.example:8443/transactions/add_user',
  'http://login.example/transactions/add_user',
  'https://login.example/a/../transactions/add_user',
  'https://login.example/transactions/%61dd_user',
  'https://login.example/transactions/ADD_USER',
  'https://user@login.example/transactions/add_user',
  'https:\\\\login.example\\transactions\\add_user',
  '//login.example/transactions/add_user',
];
const plain = [null, true, 0, -1, 1.5, 1e308, '', ' ', 'x', [], {}, [null], { a: 1 }, 'POST', 'ES256', '\u0000', '🙂'];
const names = [
  'typ',
  'alg',
  'jwk',
  'kid',
  'jku',
  'x5c',
  'crit',
  'b64',
  'jti',
  'htm',
  'htu',
  'iat',
  'ath',
  'nonce',
].concat(['exp', 'nbf', 'content_digest', 'd', 'k', 'use', 'key_ops', 'kty', 'crv', 'x', 'y', '__proto__', 'new']);

/** Bends members: another value, one less, one more, one under another's name. */
const bendMembers = ({ number, pick }: Chance, place: Members): void => {
  const name = pick([...Object.keys(place), ...Object.keys(place), pick(names)]);
  const way = number();
  if (way < 0.2) delete place[name];
  else if (way < 0.3 && name === 'htu') place.htu = pick(targets);
  else if (way < 0.4) place[pick(names)] = structuredClone(place[name]);
  else if (way < 0.6 && typeof place[name] === 'string') place[name] = bendText({ number, pick }, place[name]);
  else if (name === 'htu') place.htu = pick(targets);
  else
    Object.defineProperty(place, name, {
      value: structuredClone(pick(plain)),
      enumerable: true,
      configurable: true,
      writable: true,
    });
};

const letters = 'AZaz09-_=.+/ ,"\\{}[]:é\t\u0000';
const bendText = ({ number, pick }: Chance, text: string): string => {
  const at = Math.floor(number() * (text.length + 1));
  const letter = letters[Math.floor(number() * letters.length)] ?? '';
  const ways = [
    () => text.slice(0, at) + letter + text.slice(at + 1),
    () => text.slice(0, at) + letter + text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1),
    () => text.slice(0, at),
    () => text.toUpperCase(),
    () => text + text,
  ];
  return pick(ways)();
};

/** The same members in another dress: order, white space, escapes, a member twice, what follows the end. */
const dress = ({ pick }: Chance, members: Members): string => {
  const text = JSON.stringify(members);
  const entries = Object.entries(members);
  const [name, value] = pick(entries.length > 0 ? entries : [['a', 1] as [string, unknown]]);
  const again = `${JSON.stringify(name)}:${JSON.stringify(value ?? null)}`;
  return pick([
    () => JSON.stringify(Object.fromEntries(entries.toReversed())),
    () => JSON.stringify(members, null, 1),
    () => ` ${text}\n`,
    () => text.replace(/"(\w)/, (_, first: string) => `"\\u00${first.charCodeAt(0).toString(16)}`),
    () => `{${again},${text.slice(1)}`,
    () => `${text.slice(0, -1)},${again}}`,
    () => `${text.slice(0, -1)},}`,
    () => `${text}{}`,
    () => `\uFEFF${text}`,
    () => `[${text}]`,
  ])();
};

type Dice = Chance & { readonly accessToken: string; readonly other: ReturnType<typeof newKey> };

/** One bent proof. Most are signed honestly over what they say, so that nothing but the bend can give them away. */
const bent = (dice: Dice, count: number): string => {
  const { number, pick, accessToken, other } = dice;
  const honest: Members = {
    jti: number() < 0.05 ? `again-${count % 50}` : `case-${count}`,
    htm: 'POST',
    htu: url,
    iat: Math.floor(systemClock().now()),
    nonce: nonces.current(),
    ath: createHash('sha256').update(accessToken).digest('base64url'),
  };
  const header: Members = { typ: 'dpop+jwt', alg: 'ES256', jwk: { ...(number() < 0.03 ? publicMembers(other) : jwk) } };
  const bends = number() < 0.1 ? 0 : number() < 0.8 ? 1 : 2;
  for (let bend = 0; bend < bends; bend += 1) {
    const inner = header.jwk;
    bendMembers(
      dice,
      pick([honest, honest, header, typeof inner === 'object' && inner !== null ? (inner as Members) : header]),
    );
  }
  const rawHeader = number() < 0.1 ? dress(dice, header) : header;
  const rawPayload = number() < 0.1 ? dress(dice, honest) : honest;
  const signed = number();
  const proof = forge({
    rawHeader,
    rawPayload,
    ...(signed < 0.05 ? { signature: (_: Buffer, made: Buffer) => twin(made) } : {}),
    ...(signed > 0.95 ? { signature: (input: Buffer) => es256(other, input) } : {}),
  });
  if (number() > 0.15) return proof;
  const parts = proof.split('.');
  return pick([
    () => bendText(dice, proof),
    () => parts.toReversed().join('.'),
    () => parts.slice(0, 2).join('.'),
    () => `${parts.slice(0, 2).join('.')}.`,
    () => `${proof}.${parts[2]}`,
    () => `${proof}=`,
    () => `${proof},${proof}`,
    () => [parts[0], segment(dress(dice, honest)), parts[2]].join('.'),
    () => `${parts[0]}.${parts[1]}.${Buffer.alloc(64).toString('base64url')}`,
    () => JSON.stringify({ protected: parts[0], payload: parts[1], signature: parts[2] }),
  ])();
};

export type Told = { readonly taken: number; readonly refused: number; readonly again: number };

/**
 * Puts so many bent proofs before both judges and one store. @throws AssertionError when we take one that oauth4webapi
 * refuses, or when one is taken twice.
 */
export const fuzzProofs = async (cases: number, seed: number): Promise<Told> => {
  const store = openMemoryStore({ clock: systemClock() });
  const jkt = (await calculateJwkThumbprint(jwk)) as Jkt;
  const dice: Dice = { ...createChance(seed), accessToken: await tokenFor(jkt), other: newKey() };
  const used = new Set<string>();
  const told = { taken: 0, refused: 0, again: 0 };
  const { accessToken } = dice;
  for (let count = 0; count < cases; count += 1) {
    const proof = bent(dice, count);
    const verdict = weTake(accessToken, proof);
    if (verdict === null) {
      told.refused += 1;
      continue;
    }
    const { jti, iat, htu } = JSON.parse(Buffer.from(proof.split('.')[1] ?? '', 'base64url').toString()) as Members;
    // We are milder on purpose in two places. Our nonce tells the age of a proof, so its iat need not (RFC 9449 §11.1); and
    // a needless escape in htu is undone as RFC 9449 §4.3 recommends, which the judge's URL parser leaves as it is.
    const isOfOurTime = Math.abs(Number(iat) - systemClock().now()) < 30;
    const isPlain = !String(htu).includes('%');
    if (isOfOurTime && isPlain) assert.ok(await theyTake(accessToken, proof), `only we take case ${count}: ${proof}`);
    const first = await store.commit({ checks: verdict.burn.checks, writes: verdict.burn.writes });
    assert.equal(first.ok, !used.has(String(jti)), `case ${count}: ${proof}`);
    used.add(String(jti));
    if (first.ok) told.taken += 1;
    else told.again += 1;
    const second = weTake(accessToken, proof);
    assert.ok(second);
    const replay = await store.commit({ checks: second.burn.checks, writes: second.burn.writes });
    assert.equal(replay.ok, false, `taken twice: ${proof}`);
  }
  return told;
};

/** What the dice must have shown for a run to mean anything. */
export const assertWide = ({ taken, refused, again }: Told, cases: number): void => {
  assert.ok(taken > cases * 0.1, `${taken} taken`);
  assert.ok(refused > cases * 0.4, `${refused} refused`);
  assert.ok(again > 0, 'some came again under a jti that was used');
};
