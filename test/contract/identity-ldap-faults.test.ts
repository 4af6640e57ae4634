// Faults between us and a directory: in its answers, and in the TLS around them.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { Secret, stoppedClock, systemRandom } from '#core';
import { createLdapVerifier } from '#identity/ldap';
import { createOidcVerifier } from '#identity/oidc';
import { faultyEntry, startFaultyDirectory } from '../../twin/ldap/faulty.ts';
import { chanceFrom, pick } from './identity-chance.ts';

const faults = 10_000;
const clock = stoppedClock();
const ports = { clock, random: systemRandom, key: new Secret('a key') };
const open = (url: string, timeoutMs: number) =>
  createLdapVerifier(
    {
      ...{ url, startTls: false, bindDn: 'cn=the-service', bindSecret: new Secret('its secret'), baseDn: 'dc=bank' },
      ...{ userAttribute: 'uid', subjectAttribute: 'entryUUID', phoneAttribute: 'mobile', ca: null, timeoutMs },
    },
    ports,
  );

test('ten thousand faults of a directory never make a wrong PIN right, and within ten seconds it is asked again', async (t) => {
  const directory = await startFaultyDirectory('cn=the-service', chanceFrom(20_261_124));
  t.after(directory.close);
  // Many processes, each with a breaker of its own.
  const verifiers = Array.from({ length: 32 }, () => open(directory.url, 500));
  const ask = (verifier = verifiers[0] ?? open(directory.url, 500)) =>
    verifier.verify(new Secret('10012345'), new Secret('00000000'));
  const right = (verifier = verifiers[0] ?? open(directory.url, 500)) =>
    verifier.verify(new Secret('10012345'), new Secret(faultyEntry.secret));
  assert.deepEqual(await ask(), { verdict: 'wrong' });
  assert.equal((await right()).verdict, 'verified', 'its answers would be believed if they were whole');
  directory.state.broken = true;
  const heard = { wrong: 0, cannot_say: 0, locked: 0 };
  while (directory.state.faults < faults) {
    const verdicts = await Promise.all(verifiers.map((one) => ask(one)));
    for (const { verdict } of verdicts) {
      assert.ok(verdict !== 'verified', `after ${directory.state.faults} faults`);
      heard[verdict] += 1;
    }
    clock.advance(10);
  }
  assert.ok(heard.cannot_say > 1000, 'the faults bite');
  directory.state.broken = false;
  assert.deepEqual(await ask(), { verdict: 'wrong' });
  assert.equal((await right()).verdict, 'verified');
});

describe('TLS that is cut short or is none', () => {
  const chance = chanceFrom(20_261_125);
  // A ServerHello record that promises more than comes, an alert, clear text, noise, and nothing.
  const record = Buffer.from([22, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3, ...Array.from({ length: 40 }, () => 7)]);
  const greetings = [
    () => record.subarray(0, Math.floor(chance() * record.length)),
    () => Buffer.from([21, 3, 3, 0, 2, 2, 40]),
    () => Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'),
    () => Buffer.from(Array.from({ length: 64 }, () => Math.floor(chance() * 256))),
    () => Buffer.alloc(0),
  ];
  const served = async (work: (port: number) => Promise<void>) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(pick(chance, greetings)()));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      await work((server.address() as { port: number }).port);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  };
  const question = [new Secret('10012345'), new Secret('48291306')] as const;

  test('a directory behind it cannot say', () =>
    served(async (port) => {
      const verifier = open(`ldaps://127.0.0.1:${port}`, 500);
      for (let n = 0; n < 60; n += 1) {
        assert.equal((await verifier.verify(...question)).verdict, 'cannot_say');
        clock.advance(10);
      }
    }));

  test('a provider over HTTPS behind it cannot say', () =>
    served(async (port) => {
      const settings = { clientId: 'c', clientSecret: null, preset: 'generic', accountClaim: null } as const;
      const verifier = createOidcVerifier(
        { ...settings, issuer: `https://127.0.0.1:${port}`, timeoutMs: 500 },
        { ...ports, fetch },
      );
      for (let n = 0; n < 60; n += 1) {
        assert.equal((await verifier.verify(...question)).verdict, 'cannot_say');
        clock.advance(10);
      }
    }));
});
