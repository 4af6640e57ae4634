import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { ConfigError, Secret, systemRandom } from '#core';
import { generateKeyring, openKeyring, parseKeyring, rotateKeyring, serialiseKeyring, writeKeyring } from './index.ts';

const fresh = generateKeyring(systemRandom, false);
const other = generateKeyring(systemRandom, false);
const document = () => JSON.parse(serialiseKeyring(fresh).reveal());
const problemsOf = (text: string): readonly string[] => {
  try {
    parseKeyring(new Secret(text));
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
};

describe('the keyring', () => {
  it('is the same after it was written and read', () => {
    const read = parseKeyring(serialiseKeyring(fresh));
    assert.equal(serialiseKeyring(read).reveal(), serialiseKeyring(fresh).reveal());
    assert.equal(read.accessTokenKeys[0]?.kid, fresh.accessTokenKeys[0]?.kid);
  });

  it('prints nothing of what it holds', () => {
    const printed = inspect(fresh, { depth: 9 }) + JSON.stringify(fresh);
    const raw = document();
    for (const value of [raw.accessTokenKeys[0].jwk.d, ...Object.values(raw.secrets), raw.peppers['1']]) {
      assert.ok(!printed.includes(String(value)));
    }
  });

  const foreign = JSON.parse(serialiseKeyring(other).reveal());
  type Document = ReturnType<typeof document>;
  const bad: readonly (readonly [string, (keyring: Document) => void, string])[] = [
    [
      'of another version',
      (keyring) => {
        keyring.version = 2;
      },
      'version',
    ],
    [
      'with a member nobody knows',
      (keyring) => {
        keyring.extra = 1;
      },
      'do not belong',
    ],
    [
      'without access token keys',
      (keyring) => {
        keyring.accessTokenKeys = [];
      },
      'accessTokenKeys',
    ],
    [
      'with only retiring keys',
      (keyring) => {
        keyring.receiptKeys[0].retireAt = 1_790_000_000;
      },
      'not retiring',
    ],
    [
      'with a public key alone',
      (keyring) => {
        delete keyring.checkpointKeys[0].jwk.d;
      },
      'checkpointKeys.0.jwk.d',
    ],
    [
      'with a key of another curve',
      (keyring) => {
        keyring.receiptKeys[0].jwk.crv = 'P-384';
      },
      'crv',
    ],
    [
      'with halves of two keys',
      (keyring) => {
        keyring.receiptKeys[0].jwk.d = foreign.receiptKeys[0].jwk.d;
      },
      'receiptKeys.0 is not a working key pair',
    ],
    [
      'with one key for two purposes',
      (keyring) => {
        keyring.receiptKeys[0] = { ...keyring.accessTokenKeys[0], kid: 'b' };
      },
      'there twice',
    ],
    [
      'with one kid for two keys',
      (keyring) => {
        keyring.receiptKeys[0].kid = keyring.accessTokenKeys[0].kid;
      },
      'a kid is there twice',
    ],
    [
      'with one secret for two purposes',
      (keyring) => {
        keyring.secrets.nonce = keyring.secrets.tx_code;
      },
      'there twice',
    ],
    [
      'with a secret too short',
      (keyring) => {
        keyring.secrets.grant_mac = 'c2hvcnQ';
      },
      '32 random bytes',
    ],
    [
      'without a secret',
      (keyring) => {
        delete keyring.secrets.identity;
      },
      'secrets.identity',
    ],
    [
      'without peppers',
      (keyring) => {
        keyring.peppers = {};
      },
      'one at least',
    ],
    [
      'with a pepper of no number',
      (keyring) => {
        keyring.peppers = { new: keyring.peppers['1'] };
      },
      'peppers',
    ],
  ];
  for (const [name, spoil, says] of bad) {
    it(`is refused ${name}, and the refusal quotes nothing of it`, () => {
      const spoilt = document();
      spoil(spoilt);
      const told = problemsOf(JSON.stringify(spoilt)).join('; ');
      assert.ok(told.includes(says), `${told} should say: ${says}`);
      for (const value of Object.values(document().secrets)) assert.ok(!told.includes(String(value)));
    });
  }

  it('is refused when it is not JSON, without the words around the fault', () => {
    assert.deepEqual(problemsOf('{"secrets": canary}'), ['keyring: is not JSON']);
  });
});

describe('rotating', () => {
  const rotation = { now: 1_790_000_000, leadSeconds: 300, overlapSeconds: 600 };

  it('adds a key that signs after the lead and keeps the old one through the overlap', () => {
    const rotated = parseKeyring(serialiseKeyring(rotateKeyring(fresh, 'access_token', systemRandom, rotation)));
    assert.deepEqual(
      rotated.accessTokenKeys.map(({ activeFrom, retireAt }) => [activeFrom, retireAt]),
      [
        [null, 1_790_000_900],
        [1_790_000_300, null],
      ],
    );
    assert.deepEqual(rotated.receiptKeys, fresh.receiptKeys);
  });

  it('does not put off the end of a key that is already retiring, and drops one whose time is over', () => {
    const once = rotateKeyring(fresh, 'access_token', systemRandom, rotation);
    const soon = rotateKeyring(once, 'access_token', systemRandom, { ...rotation, now: 1_790_000_500 });
    assert.equal(soon.accessTokenKeys[0]?.retireAt, 1_790_000_900);
    const late = rotateKeyring(once, 'access_token', systemRandom, { ...rotation, now: 1_790_001_000 });
    assert.equal(late.accessTokenKeys.length, 2);
    assert.ok(!late.accessTokenKeys.some((key) => key.kid === fresh.accessTokenKeys[0]?.kid));
  });

  it('never drops a key that old receipts or checkpoints are verified with, nor a pepper', () => {
    let keyring = fresh;
    for (const purpose of ['receipt', 'checkpoint', 'pepper'] as const) {
      for (const now of [1_790_000_000, 1_800_000_000])
        keyring = rotateKeyring(keyring, purpose, systemRandom, { ...rotation, now });
    }
    assert.equal(keyring.receiptKeys.length, 3);
    assert.equal(keyring.checkpointKeys.length, 3);
    assert.deepEqual(Object.keys(keyring.peppers), ['1', '2', '3']);
    parseKeyring(serialiseKeyring(keyring));
  });
});

describe('rotating what every process must know before it is used', () => {
  const rotation = { now: 1_790_000_000, leadSeconds: 300, overlapSeconds: 600 };
  const rotate = (keyring: typeof fresh, purpose: 'nonce' | 'pepper', now = rotation.now) =>
    parseKeyring(serialiseKeyring(rotateKeyring(keyring, purpose, systemRandom, { ...rotation, now })));

  it('gives a pepper the instant it begins to seal', () => {
    assert.deepEqual(rotate(fresh, 'pepper').pepperFrom, { 2: 1_790_000_300 });
  });

  it('keeps the nonce key beside the next one, and lets go of it at the rotation after that', () => {
    const once = rotate(fresh, 'nonce');
    assert.equal(once.secrets.nonce.reveal(), fresh.secrets.nonce.reveal());
    assert.equal(once.nextNonce?.activeFrom, 1_790_000_300);
    assert.throws(() => rotate(once, 'nonce', 1_790_000_310), /has not taken over yet/);
    const twice = rotate(once, 'nonce', 1_790_001_000);
    assert.equal(twice.secrets.nonce.reveal(), once.nextNonce?.key.reveal());
    assert.notEqual(twice.nextNonce?.key.reveal(), once.nextNonce?.key.reveal());
  });
});

describe('the keyring file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyring-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const config = (production: boolean) => ({
    keyring: null,
    keyringFile: join(folder, 'deep', 'keyring.json'),
    production,
  });

  it('is generated once in development, for its owner alone, and the same afterwards', () => {
    const first = openKeyring(config(false), systemRandom);
    const second = openKeyring(config(false), systemRandom);
    assert.equal(first.accessTokenKeys[0]?.kid, second.accessTokenKeys[0]?.kid);
    assert.equal(statSync(config(false).keyringFile).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(join(folder, 'deep')), ['keyring.json']);
  });

  it('is left alone when another process was quicker', () => {
    const file = config(false).keyringFile;
    writeKeyring(file, fresh, systemRandom, 'keep');
    writeKeyring(file, other, systemRandom, 'keep');
    assert.equal(readFileSync(file, 'utf8'), serialiseKeyring(fresh).reveal());
    writeKeyring(file, other, systemRandom, 'replace');
    assert.equal(readFileSync(file, 'utf8'), serialiseKeyring(other).reveal());
  });

  it('must be there in production', () => {
    assert.throws(() => openKeyring(config(true), systemRandom), /not there/);
  });

  it('must not be open to everybody in production', () => {
    writeKeyring(config(true).keyringFile, fresh, systemRandom, 'keep');
    openKeyring(config(true), systemRandom);
    chmodSync(config(true).keyringFile, 0o644);
    assert.throws(() => openKeyring(config(true), systemRandom), /0600/);
  });

  it('must not be the one that was generated for development', () => {
    openKeyring(config(false), systemRandom);
    assert.throws(() => openKeyring(config(true), systemRandom), /generated for development/);
  });

  it('gives way to the setting', () => {
    writeFileSync(join(folder, 'broken.json'), '{');
    const opened = openKeyring(
      { keyring: serialiseKeyring(fresh), keyringFile: join(folder, 'broken.json'), production: true },
      systemRandom,
    );
    assert.equal(opened.receiptKeys[0]?.kid, fresh.receiptKeys[0]?.kid);
  });
});
