import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { E164 } from '#core';
import { PortError, parseE164, Secret, silentLog, stoppedClock, systemRandom } from '#core';
import { argon2id, createEmbeddedVerifier, type Derive, type Peppers } from '#identity/embedded';
import { type Store, sealed } from '#store';
import { openMemoryStore } from '#store/memory';
import { identityContract } from './identity.ts';

const number = parseE164('+15555550142') as E164;
const cheap = { memoryKib: 64, passes: 1, lanes: 1 };
const one: Peppers = { '1': new Secret('the first pepper') };
const key = new Secret('a key for the names of accounts');

const open = (options: { store?: Store; peppers?: Peppers; derive?: Derive; cost?: typeof cheap } = {}) => {
  const clock = stoppedClock();
  const store = options.store ?? openMemoryStore({ clock });
  const verifier = createEmbeddedVerifier({
    store,
    clock,
    random: systemRandom,
    log: silentLog,
    key,
    peppers: options.peppers ?? one,
    concurrency: 2,
    cost: options.cost ?? cheap,
    timer: (run) => {
      queueMicrotask(run);
      return () => {};
    },
    ...(options.derive === undefined ? {} : { derive: options.derive }),
  });
  return { store, verifier };
};
const ask = (verifier: ReturnType<typeof open>['verifier'], userId: string, pin: string) =>
  verifier.verify(new Secret(userId), new Secret(pin));
const maria = { userId: new Secret('10012345'), pin: new Secret('48291306'), name: 'Maria Ortiz', number };

identityContract('embedded', async () => {
  const clock = stoppedClock();
  const inner = openMemoryStore({ clock });
  let broken = false;
  const store: Store = {
    ...inner,
    get: (k) => (broken ? Promise.reject(new PortError('store', 'gone', { retryable: true })) : inner.get(k)),
  };
  let emptySecrets = 0;
  const { verifier } = open({
    store,
    derive: (pin, ...rest) => {
      if (pin.trim() === '' || pin.length > 64) emptySecrets += 1;
      return argon2id(pin, ...rest);
    },
  });
  await verifier.addUser(maria);
  await verifier.addUser({
    ...maria,
    userId: new Secret('10012346'),
    pin: new Secret('71940362'),
    numberVerified: false,
  });
  await verifier.addUser({ ...maria, userId: new Secret('10012347'), pin: new Secret('60284917'), number: null });
  await verifier.addUser({ ...maria, userId: new Secret('10012348'), pin: new Secret('92730518') });
  await verifier.disable(new Secret('10012348'));
  return {
    verifier,
    user: { userId: '10012345', pin: '48291306', numberOnFile: number },
    withUnverifiedNumber: { userId: '10012346', pin: '71940362' },
    withoutNumber: { userId: '10012347', pin: '60284917' },
    disabled: { userId: '10012348', pin: '92730518' },
    stall() {
      inner.get = () => new Promise(() => {});
      store.get = inner.get;
      for (let place = 0; place < 2; place++) void ask(verifier, '10012345', '00000000');
    },
    emptySecretsSeen: () => emptySecrets,
    breakDown() {
      broken = true;
    },
    close: () => inner.close(),
  };
});

describe('the users of the embedded provider', () => {
  const dump = async (store: Store) =>
    JSON.stringify(await store.list([], { limit: 1000 }).catch(() => store.list(['identity'])));

  test('the store tells no user id and no PIN, and its hashes cannot be tried without the pepper', async () => {
    const { store, verifier } = open();
    await verifier.addUser(maria);
    const kept = await dump(store);
    for (const secret of ['10012345', '48291306', '1001234', '$argon2']) assert.ok(!kept.includes(secret), secret);
    const { verifier: thief } = open({ store, peppers: { '1': new Secret('another pepper') } });
    assert.equal((await ask(thief, '10012345', '48291306')).verdict, 'wrong');
  });

  test('a hash copied over the one of another user opens nothing', async () => {
    const { store: kept, verifier } = open();
    const store = sealed(kept, key, [['identity', 'embedded']]);
    await verifier.addUser(maria);
    await verifier.addUser({ ...maria, userId: new Secret('20056789'), pin: new Secret('71940362') });
    const [one, two] = await store.list<{ subject: string; pin: { seal: string } }>(['identity', 'embedded']);
    assert.ok(one !== undefined && two !== undefined);
    await store.commit({
      checks: [],
      writes: [
        { put: one.key, value: { ...one.value, pin: two.value.pin } },
        { put: two.key, value: { ...two.value, pin: one.value.pin } },
      ],
    });
    for (const userId of ['10012345', '20056789'])
      for (const pin of ['48291306', '71940362']) assert.equal((await ask(verifier, userId, pin)).verdict, 'wrong');
  });

  test('a new pepper takes over at the next success, and then the old one is not needed', async () => {
    const { store, verifier } = open();
    await verifier.addUser(maria);
    const two = { '2': new Secret('the second pepper') };
    const { verifier: between } = open({ store, peppers: { ...two, ...one } });
    assert.equal((await ask(between, '10012345', '00000000')).verdict, 'wrong');
    assert.equal((await ask(between, '10012345', '48291306')).verdict, 'verified');
    const { verifier: after } = open({ store, peppers: two });
    assert.equal((await ask(after, '10012345', '48291306')).verdict, 'verified');
    assert.deepEqual(await ask(open({ store }).verifier, '10012345', '48291306'), {
      verdict: 'cannot_say',
      reason: 'misconfigured',
    });
  });

  test('a higher cost takes over at the next success', async () => {
    const { store, verifier } = open();
    await verifier.addUser(maria);
    const { verifier: dearer } = open({ store, cost: { ...cheap, passes: 2 } });
    assert.equal((await ask(dearer, '10012345', '48291306')).verdict, 'verified');
    assert.match(await dump(store), /"passes":2/);
    assert.equal((await ask(dearer, '10012345', '48291306')).verdict, 'verified');
  });

  test('of a disabled user no PIN is compared, so that neither word nor work tells whether it was right', async () => {
    const { store, verifier } = open();
    await verifier.addUser(maria);
    await verifier.disable(maria.userId);
    const seen: string[] = [];
    const { verifier: dearer } = open({
      store,
      cost: { ...cheap, passes: 2 },
      derive: (pin, ...rest) => {
        seen.push(pin);
        return argon2id(pin, ...rest);
      },
    });
    for (const pin of ['48291306', '00000000'])
      assert.deepEqual(await ask(dearer, '10012345', pin), { verdict: 'locked' });
    assert.equal(seen.length, 2, 'one hash each, although the right PIN would be due for a dearer one');
    await dearer.decoy(maria.userId, maria.pin);
    assert.ok(!seen.slice(2).includes('48291306'), 'a decoy does not even hash the PIN it is given');
  });

  test('the operator sees names, masked ids and flags, and nothing of a PIN', async () => {
    const { verifier } = open();
    await verifier.addUser(maria);
    const users = await verifier.listUsers();
    assert.equal(users.length, 1);
    assert.equal(users[0]?.maskedId, '••••••45');
    assert.equal(users[0]?.name, 'Maria Ortiz');
    assert.ok(!JSON.stringify(users).includes('seal'));
  });

  test('a user id is taken once, however it is spelt and however many add it at once', async () => {
    const { verifier } = open();
    const spellings = ['10012345', '1001 2345', '1001-2345'];
    const added = await Promise.all(spellings.map((id) => verifier.addUser({ ...maria, userId: new Secret(id) })));
    assert.equal(added.filter((done) => done.ok).length, 1);
    assert.equal((await verifier.listUsers()).length, 1);
  });

  test('a new PIN replaces the old one, and a weak one is refused with the reason', async () => {
    const { verifier } = open();
    await verifier.addUser(maria);
    assert.deepEqual(await verifier.setPin(maria.userId, new Secret('12345678')), { ok: false, reason: 'sequence' });
    assert.deepEqual(await verifier.setPin(maria.userId, new Secret('71940362')), { ok: true });
    assert.equal((await ask(verifier, '10012345', '48291306')).verdict, 'wrong');
    assert.equal((await ask(verifier, '10012345', '71940362')).verdict, 'verified');
  });

  test('disabling a user makes a commit fail that depended on them', async () => {
    const { store, verifier } = open();
    const added = await verifier.addUser(maria);
    assert.ok(added.ok);
    const { still } = await verifier.standing(added.subject);
    await verifier.disable(maria.userId);
    assert.equal((await store.commit({ checks: still, writes: [{ put: ['done'], value: true }] })).ok, false);
    assert.equal((await verifier.standing(added.subject)).active, false);
    await verifier.disable(maria.userId, false);
    assert.equal((await ask(verifier, '10012345', '48291306')).verdict, 'verified');
  });

  test('users come in from a list with clear PINs or Argon2id hashes; a bad line is named and stops nothing', async () => {
    const { store, verifier } = open();
    const { hash } = await import('@node-rs/argon2');
    const phc = await hash('48291306', { memoryCost: 64, timeCost: 1, parallelism: 1 });
    const lines = [
      JSON.stringify({
        user_id: '10012345',
        name: 'Maria',
        number: '+1 555 555 0142',
        number_verified: true,
        pin_hash: phc,
      }),
      '',
      JSON.stringify({ user_id: '20056789', name: 'Ana', number: '+15555550143', pin: '71940362' }),
      '{"user_id": "3", ',
      JSON.stringify({ user_id: '30056789', name: 'Weak', pin: '11111111' }),
      JSON.stringify({ user_id: '40056789', name: 'Bad', number: '555', pin: '71940362' }),
      JSON.stringify({ user_id: '50056789', name: 'Old', pin_hash: '$2b$10$abcdefghijklmnopqrstuv' }),
      JSON.stringify({ user_id: '10012345', name: 'Twin', pin: '71940362' }),
      JSON.stringify({ user_id: '60056789', name: 'Both', pin: '71940362', pin_hash: phc }),
    ];
    assert.deepEqual(await verifier.importUsers(lines), {
      added: 2,
      refused: [
        { line: 4, reason: 'malformed' },
        { line: 5, reason: 'repeats' },
        { line: 6, reason: 'bad_number' },
        { line: 7, reason: 'bad_hash' },
        { line: 8, reason: 'exists' },
        { line: 9, reason: 'malformed' },
      ],
    });
    const tag = phc.split('$').at(-1) ?? '';
    assert.ok(!(await dump(store)).includes(tag), 'an imported hash is sealed at once');
    const verdicts = [await ask(verifier, '10012345', '48291306'), await ask(verifier, '20056789', '71940362')];
    assert.deepEqual(
      verdicts.map((verdict) => (verdict.verdict === 'verified' ? verdict.caller.numberOnFile : verdict.verdict)),
      [number, null],
      'a number counts as verified only when the list says so',
    );
  });
});
