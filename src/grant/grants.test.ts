import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Call, createCalls } from '#call';
import type { AccountId, CallId, GrantId, Json, SubjectId } from '#core';
import { Secret, stoppedClock, systemRandom } from '#core';
import { createJournal } from '#journal';
import type { Batch, Entry, Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { isReplay } from '#token';
import { type AnyTransaction, shipped } from '#transaction';
import { createGrants, type Grant } from './index.ts';
import { createRows, liveKey } from './row.ts';

const [addUser] = shipped as [AnyTransaction];
const account = 'acct_test-maria-ortiz' as AccountId;
const nobodys = 'grant_AAAAAAAAAAAAAAAAAAAAAA' as GrantId;
const keys = { txCode: new Secret('a'), pageCode: new Secret('b'), mac: new Secret('c') };
const policy = { codeSeconds: 300, attempts: 5, attemptsPerCall: 10, tokenSeconds: 300, audience: 'http://localhost' };

const scene = () => {
  const clock = stoppedClock();
  const inner = openMemoryStore({ clock });
  /** What happens just before the next commit, as by another process. */
  let meanwhile: (() => Promise<unknown>) | null = null;
  const store: Store = {
    ...inner,
    async commit(batch: Batch) {
      const first = meanwhile;
      meanwhile = null;
      await first?.();
      return inner.commit(batch);
    },
  };
  const journal = createJournal({ store, clock });
  const calls = createCalls({ store, clock, random: systemRandom, journal, leaseSeconds: 25 });
  const standing = { active: true };
  const grants = createGrants({
    ...{ store, clock, random: systemRandom, journal, calls, keys, policy },
    mint: ({ jti }) => new Secret(jti),
    isReplay: (proof) => isReplay(store, proof),
    standing: async () => ({ active: standing.active, still: [] }),
  });
  const rows = createRows({ store, clock, macKey: keys.mac });
  let rings = 0;
  const call = async (of: AccountId | null = account): Promise<Entry<Call>> => {
    rings += 1;
    const begin = { channel: 'handset', vendorId: `ring-${rings}`, lang: 'en', conversation: null } as const;
    const { id } = await calls.start({ ...begin, callingNumber: null, calledNumber: null });
    const caller = { subject: 'sub_maria' as SubjectId, numberOnFile: null, amr: ['pin'], authTime: clock.now() };
    const started = (await calls.get(id)) as Entry<Call>;
    if (of !== null) await store.commit(await calls.change(started, { caller: { ...caller, account: of } }));
    return (await calls.get(id)) as Entry<Call>;
  };
  const offer = async (entry: Entry<Call>) => {
    const offered = await grants.offer(entry, addUser, 'link');
    assert.ok(offered.ok, JSON.stringify(offered));
    return offered;
  };
  const put = (grant: Grant) => inner.commit({ checks: [], writes: [rows.put(grant)] });
  const stateOf = async (id: GrantId) => {
    const grant = (await grants.get(id))?.grant;
    return [grant?.state, grant?.reason];
  };
  const factsOf = async (id: CallId) => (await journal.read(id)).map(({ fact }) => fact);
  return {
    ...{ clock, store, inner, calls, standing, grants, rows, call, offer, put, stateOf, factsOf },
    interfere: (by: () => Promise<unknown>) => {
      meanwhile = by;
    },
  };
};

const gone = (entry: Pick<Entry, 'key'>): Batch => ({ checks: [], writes: [{ delete: entry.key }] });

describe('a grant that never was', () => {
  it('is found by nobody, cannot be opened, used, settled or killed', async () => {
    const { grants } = scene();
    assert.equal(await grants.get(nobodys), null);
    assert.equal(await grants.look('A'.repeat(43)), null);
    assert.equal(await grants.lookById(nobodys), null);
    assert.equal(await grants.markOpened('A'.repeat(43)), undefined);
    const usable = await grants.usable(nobodys, 'tok', 'A'.repeat(43) as NonNullable<Grant['jkt']>);
    assert.deepEqual(usable, { ok: false, consumed: false, detail: 'unknown grant' });
    assert.equal(await grants.settle(nobodys), false);
    assert.equal(await grants.kill(nobodys, 'revoked'), false);
  });
});

describe('an offer', () => {
  it('is made to nobody who is not verified, and on no call that is over', async () => {
    const { grants, call, clock } = scene();
    const unknown = await grants.offer(await call(null), addUser, 'link');
    assert.deepEqual(unknown, { ok: false, reason: 'not_verified' });
    const known = await call();
    clock.advance(25);
    assert.deepEqual(await grants.offer(known, addUser, 'link'), { ok: false, reason: 'call_ended' });
  });

  it('is made again when the call has changed meanwhile, and not when the call has vanished', async () => {
    const { grants, call, calls, interfere, inner } = scene();
    const entry = await call();
    interfere(() => calls.beat(entry.value.id));
    assert.equal((await grants.offer(entry, addUser, 'link')).ok, true);
    const other = await call();
    interfere(() => inner.commit(gone(other)));
    assert.deepEqual(await grants.offer(other, addUser, 'link'), { ok: false, reason: 'call_ended' });
  });

  it('tells the journal of the one it replaces, on the call where that one was made', async () => {
    const { call, calls, offer, factsOf, stateOf } = scene();
    const first = await call();
    const one = await offer(first);
    const two = await offer((await calls.get(first.value.id)) as Entry<Call>);
    const second = await call();
    await offer(second);
    assert.deepEqual(await stateOf(one.grant.id), ['dead', 'replaced']);
    assert.deepEqual(await stateOf(two.grant.id), ['dead', 'replaced']);
    const deaths = (await factsOf(first.value.id)).filter(({ kind }) => kind === 'grant_dead');
    assert.deepEqual(
      deaths.map((fact) => ('grant' in fact ? fact.grant : null)),
      [one.grant.id, two.grant.id],
    );
    assert.equal((await factsOf(second.value.id)).filter(({ kind }) => kind === 'grant_dead').length, 0);
  });

  it('leaves a grant that was used as it is, though the list still has it', async () => {
    const { call, offer, put, stateOf } = scene();
    const { grant } = await offer(await call());
    await put({ ...grant, state: 'consumed' });
    await offer(await call());
    assert.deepEqual(await stateOf(grant.id), ['consumed', null]);
  });
});

describe('why a grant cannot be used', () => {
  it('is its call, when that has vanished', async () => {
    const { grants, call, offer, inner } = scene();
    const entry = await call();
    const { grant, code } = await offer(entry);
    assert.equal((await grants.lookById(grant.id))?.reason, null);
    await inner.commit(gone(entry));
    assert.equal((await grants.lookById(grant.id))?.reason, 'hung_up');
    assert.equal((await grants.look(code.reveal()))?.reason, 'hung_up');
  });

  it('is the number of guesses that are counted, though none is compared yet; that alone does not kill it', async () => {
    const { grants, call, offer, put, stateOf } = scene();
    const { grant } = await offer(await call());
    await put({ ...grant, attempts: 4 });
    assert.equal((await grants.lookById(grant.id))?.reason, null);
    await put({ ...grant, attempts: 5 });
    assert.equal((await grants.lookById(grant.id))?.reason, 'attempts_spent');
    assert.equal(await grants.settle(grant.id), false);
    assert.deepEqual(await stateOf(grant.id), ['offered', null]);
  });

  it('is written down once, by whoever settles it first', async () => {
    const { grants, call, offer, clock, stateOf, factsOf } = scene();
    const entry = await call();
    const { grant } = await offer(entry);
    assert.equal(await grants.settle(grant.id), false);
    clock.advance(25);
    assert.equal(await grants.settle(grant.id), true);
    assert.equal(await grants.settle(grant.id), false);
    assert.deepEqual(await stateOf(grant.id), ['dead', 'lease_lapsed']);
    assert.equal((await factsOf(entry.value.id)).filter(({ kind }) => kind === 'grant_dead').length, 1);
  });
});

describe('killing a grant', () => {
  it('happens once, also when something else came in between, and never to one that was used', async () => {
    const { grants, call, offer, put, interfere, stateOf } = scene();
    const { grant } = await offer(await call());
    interfere(() => put({ ...grant, attempts: 1 }));
    assert.equal(await grants.kill(grant.id, 'declined'), true);
    assert.equal(await grants.kill(grant.id, 'revoked'), false);
    assert.deepEqual(await stateOf(grant.id), ['dead', 'declined']);
    const used = (await offer(await call())).grant;
    await put({ ...used, state: 'consumed' });
    assert.equal(await grants.kill(used.id, 'revoked'), false);
    assert.deepEqual(await stateOf(used.id), ['consumed', null]);
  });
});

const jkt = 'A'.repeat(43) as NonNullable<Grant['jkt']>;
const redeemed = { state: 'redeemed', jkt, tokenId: 'tok_one', tokenIssuedAt: 1_790_000_000 } as const;

describe('revoking a token', () => {
  const noted = (token: string) => ({ writes: [{ put: ['noted', token], value: 1 }] });

  it('kills its grant, with the note and the journal entry in the same commit', async () => {
    const { grants, call, offer, put, stateOf, factsOf, store } = scene();
    const entry = await call();
    const { grant } = await offer(entry);
    await put({ ...grant, ...redeemed });
    await grants.revoke({ grant: grant.id, token: 'tok_other' }, 'AA', noted);
    await grants.revoke(null, 'AA', noted);
    assert.deepEqual(await stateOf(grant.id), ['redeemed', null], 'the token of another grant changes nothing');
    await grants.revoke({ grant: nobodys, token: 'tok_none' }, 'AA', noted);
    assert.deepEqual(
      (await store.list(['noted'])).map(({ key }) => key[1]),
      ['tok_other'],
      'a genuine token is noted, whatever it is for; nothing else is',
    );
    await grants.revoke({ grant: grant.id, token: 'tok_one' }, 'AA', noted);
    assert.deepEqual(await stateOf(grant.id), ['dead', 'revoked']);
    assert.equal(await store.get(liveKey(account)), null);
    assert.notEqual(await store.get(['noted', 'tok_one']), null);
    const deaths = (await factsOf(entry.value.id)).filter(({ kind }) => kind === 'grant_dead');
    assert.deepEqual(deaths, [{ kind: 'grant_dead', grant: grant.id, reason: 'revoked' }]);
  });

  it('kills it though something else came in between, and notes the token of a grant that was used', async () => {
    const { grants, call, offer, put, stateOf, interfere, store } = scene();
    const { grant } = await offer(await call());
    await put({ ...grant, ...redeemed });
    interfere(() => put({ ...grant, ...redeemed, attempts: 1 }));
    await grants.revoke({ grant: grant.id, token: 'tok_one' }, 'AA', noted);
    assert.deepEqual(await stateOf(grant.id), ['dead', 'revoked']);
    const used = (await offer(await call())).grant;
    await put({ ...used, ...redeemed, state: 'consumed', tokenId: 'tok_two' });
    await grants.revoke({ grant: used.id, token: 'tok_two' }, 'AA', noted);
    assert.deepEqual(await stateOf(used.id), ['consumed', null]);
    assert.notEqual(await store.get(['noted', 'tok_two']), null);
  });
});

describe('using a token', () => {
  it('that loses a race against its own use is told that it was used', async () => {
    const { grants, call, offer, put, standing, interfere, stateOf } = scene();
    const { grant } = await offer(await call());
    await put({ ...grant, ...redeemed });
    standing.active = false;
    interfere(() => put({ ...grant, ...redeemed, state: 'consumed' }));
    assert.deepEqual(await grants.usable(grant.id, 'tok_one', jkt), { ok: false, consumed: true, detail: 'used' });
    assert.deepEqual(await stateOf(grant.id), ['consumed', null]);
  });
});

describe('the sweep', () => {
  it('goes through all live grants, however many they are, and buries those whose time or call is over', async () => {
    const { grants, rows, inner, call, offer, stateOf } = scene();
    const { grant } = await offer(await call());
    const made = async (n: number, of: Partial<Grant>) => {
      const name = `${'A'.repeat(17)}${String(n).padStart(5, '0')}`;
      const one = { ...grant, id: `grant_${name}` as GrantId, account: `acct_${name}` as AccountId, ...of };
      await inner.commit({ checks: [], writes: [rows.put(one), { put: liveKey(one.account), value: one.id }] });
      return one.id;
    };
    for (let n = 0; n < 1100; n += 1) await made(n, {});
    const over = [await made(1101, { expiresAt: 0 }), await made(1102, { call: 'call_gone' as CallId })];
    const bad = await made(1103, { expiresAt: 0 });
    const entry = (await inner.get(['grant', 'row', bad])) as Entry<{ [name: string]: Json }>;
    await inner.commit({ checks: [], writes: [{ put: entry.key, value: { ...entry.value, mac: 'x' } }] });
    over.push(await made(1104, { expiresAt: 0 }));
    assert.equal(await grants.sweep(), 3);
    for (const id of over) assert.equal((await stateOf(id))[0], 'dead');
    assert.equal(await grants.sweep(), 0);
    assert.equal((await inner.list(['grant', 'live'], { limit: 5000 })).length, 1102);
  });
});
