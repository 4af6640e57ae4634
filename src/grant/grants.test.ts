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
  /** What happens just before the next commits, as by another process, and just after them. */
  const meanwhile: (() => unknown)[] = [];
  const afterwards: (() => unknown)[] = [];
  const store: Store = {
    ...inner,
    async commit(batch: Batch) {
      await meanwhile.shift()?.();
      const done = await inner.commit(batch);
      await afterwards.shift()?.();
      return done;
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
    interfere: (...by: (() => unknown)[]) => meanwhile.splice(0, meanwhile.length, ...by),
    afterwards: (...by: (() => unknown)[]) => afterwards.splice(0, afterwards.length, ...by),
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

describe('redeeming a code', () => {
  let proofs = 0;
  const other = 'B'.repeat(43) as NonNullable<Grant['jkt']>;
  const proof = (by = jkt) => {
    proofs += 1;
    const key = ['jti', String(proofs)];
    return { jkt: by, bodyBound: false, burn: { checks: [{ key, version: null }], writes: [{ put: key, value: 1 }] } };
  };
  const nothing = () => undefined;
  const offered = async () => {
    const at = scene();
    const entry = await at.call();
    const { grant, code, digits } = await at.offer(entry);
    const right = digits.reveal();
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0');
    const redeem = (txCode = right, by = proof()) => at.grants.redeem({ code: code.reveal(), txCode, proof: by });
    const kinds = async () => (await at.factsOf(entry.value.id)).map(({ kind }) => kind);
    return { ...at, entry, grant, code, right, wrong, redeem, kinds };
  };
  const refused = (detail: string) => ({ ok: false, why: 'invalid_grant', detail });

  it('gives its key one token, and the same again, told once', async () => {
    const { redeem, grant, grants, clock, kinds } = await offered();
    const first = await redeem();
    assert.ok(first.ok);
    assert.equal(first.expiresIn, 300);
    clock.advance(10);
    const again = await redeem();
    assert.ok(again.ok);
    assert.deepEqual([again.token.reveal(), again.expiresIn], [first.token.reveal(), 290]);
    const row = (await grants.get(grant.id))?.grant;
    assert.deepEqual([row?.state, row?.attempts, row?.jkt], ['redeemed', 0, jkt]);
    assert.equal((await kinds()).filter((kind) => kind === 'grant_redeemed').length, 1);
  });

  it('counts five wrong guesses, tells how many are left, and kills it with the last', async () => {
    const { redeem, wrong, grant, stateOf, factsOf, entry, store } = await offered();
    for (const left of [4, 3, 2, 1])
      assert.deepEqual(await redeem(wrong), { ...refused('wrong digits'), attemptsLeft: left });
    assert.deepEqual(await redeem(wrong), refused('wrong digits'));
    assert.deepEqual(await stateOf(grant.id), ['dead', 'attempts_spent']);
    assert.equal(await store.get(liveKey(account)), null);
    assert.deepEqual(await redeem(), refused('dead'));
    const facts = (await factsOf(entry.value.id)).slice(-6);
    assert.deepEqual(facts, [
      ...[4, 3, 2, 1, 0].map((left) => ({ kind: 'digits_wrong', grant: grant.id, left })),
      { kind: 'grant_dead', grant: grant.id, reason: 'attempts_spent' },
    ]);
  });

  it('compares no guess beyond those counted, but lets the key that won ask again', async () => {
    const { redeem, put, grant, stateOf } = await offered();
    await put({ ...grant, attempts: 5 });
    assert.equal((await redeem()).ok, false);
    assert.deepEqual(await stateOf(grant.id), ['offered', null], 'those being compared may hold the right one');
    await put({ ...grant, ...redeemed, attempts: 5 });
    assert.deepEqual(await redeem(undefined, proof(other)), refused('no attempts left'));
    assert.equal((await redeem()).ok, true);
  });

  it('refuses what was used, what is dead and what never was, and buries nothing twice', async () => {
    const { redeem, put, grant, grants, kinds, clock, code } = await offered();
    const unknown = await grants.redeem({ code: 'A'.repeat(43), txCode: '123456', proof: proof() });
    assert.deepEqual(unknown, refused('unknown code'));
    await put({ ...grant, ...redeemed, state: 'consumed' });
    assert.deepEqual(await redeem(), refused('used'));
    await put(grant);
    clock.advance(25);
    for (let tries = 0; tries < 3; tries += 1) assert.deepEqual(await redeem(), refused('dead'));
    assert.equal((await kinds()).filter((kind) => kind === 'grant_dead').length, 1);
    assert.equal((await grants.look(code.reveal()))?.reason, 'lease_lapsed');
  });

  it('is refused to who is locked, and the grant dies of it', async () => {
    const { redeem, standing, grant, stateOf } = await offered();
    standing.active = false;
    assert.deepEqual(await redeem(), refused('dead'));
    assert.deepEqual(await stateOf(grant.id), ['dead', 'locked']);
  });

  it('takes a proof once', async () => {
    const { redeem, wrong } = await offered();
    const once = proof();
    assert.equal((await redeem(undefined, once)).ok, true);
    assert.deepEqual(await redeem(undefined, once), { ok: false, why: 'replayed_proof' });
    assert.deepEqual(await redeem(wrong, once), { ok: false, why: 'replayed_proof' });
  });

  it('goes on when something else came in between, before the guess is counted and after', async () => {
    const { redeem, put, grant, grants, interfere } = await offered();
    interfere(() => put({ ...grant, opened: true }));
    assert.equal((await redeem()).ok, true);
    const second = await offered();
    second.interfere(nothing, () => second.put({ ...second.grant, attempts: 2 }));
    assert.equal((await second.redeem()).ok, true);
    assert.equal((await second.grants.get(second.grant.id))?.grant.attempts, 1, 'its own guess is given back');
    const third = await offered();
    third.interfere(nothing, () => third.put({ ...third.grant, attempts: 1, opened: true }));
    assert.deepEqual(await third.redeem(third.wrong), { ...refused('wrong digits'), attemptsLeft: 4 });
    assert.equal((await grants.get(grant.id))?.grant.attempts, 0);
  });

  it('wins nothing when the grant vanished, was used, or died after the guess was counted', async () => {
    for (const guess of ['right', 'wrong'] as const) {
      const { redeem, grant, interfere, inner, ...at } = await offered();
      interfere(nothing, () => inner.commit(gone({ key: ['grant', 'row', grant.id] })));
      assert.deepEqual(await redeem(at[guess]), refused('unknown code'), guess);
    }
    const used = await offered();
    used.interfere(nothing, () => used.put({ ...used.grant, ...redeemed, state: 'consumed' }));
    assert.deepEqual(await used.redeem(), refused('used'));
    const dead = await offered();
    dead.interfere(nothing, () => dead.put({ ...dead.grant, state: 'dead', reason: 'declined' }));
    assert.deepEqual(await dead.redeem(), refused('dead'));
    assert.deepEqual(await dead.stateOf(dead.grant.id), ['dead', 'declined']);
  });

  it('asks anew who is locked, and whether the line lives, when it must begin again', async () => {
    const locked = await offered();
    locked.interfere(nothing, () => {
      locked.standing.active = false;
      return locked.put({ ...locked.grant, attempts: 1, opened: true });
    });
    assert.deepEqual(await locked.redeem(), refused('dead'));
    assert.deepEqual(await locked.stateOf(locked.grant.id), ['dead', 'locked']);
    const quiet = await offered();
    quiet.afterwards(() => quiet.clock.advance(25));
    assert.deepEqual(await quiet.redeem(), refused('dead'));
    assert.deepEqual(await quiet.stateOf(quiet.grant.id), ['dead', 'lease_lapsed']);
  });

  it('hands out nothing when the process stood still over its commit until the line had gone quiet', async () => {
    const { redeem, afterwards, clock, grant, stateOf } = await offered();
    afterwards(nothing, () => clock.advance(25));
    assert.deepEqual(await redeem(), refused('dead'));
    assert.deepEqual(await stateOf(grant.id), ['dead', 'lease_lapsed']);
  });

  it('by another key in the same moments loses and hurts nobody; later it ends the grant', async () => {
    const { redeem, clock, grant, stateOf } = await offered();
    assert.equal((await redeem()).ok, true);
    clock.advance(4.9);
    assert.deepEqual(await redeem(undefined, proof(other)), refused('redeemed by another key'));
    assert.equal((await redeem()).ok, true);
    clock.advance(0.2);
    assert.deepEqual(await redeem(undefined, proof(other)), refused('redeemed by another key'));
    assert.deepEqual(await stateOf(grant.id), ['dead', 'revoked']);
  });

  it('begins again when the death it would write down has lost a race', async () => {
    const { redeem, clock, put, grant, interfere, stateOf } = await offered();
    assert.equal((await redeem()).ok, true);
    clock.advance(6);
    const row = { ...grant, ...redeemed, tokenIssuedAt: clock.now() - 6, expiresAt: clock.now() + 200 };
    interfere(nothing, () => put({ ...row, state: 'consumed' }));
    assert.deepEqual(await redeem(undefined, proof(other)), refused('used'));
    assert.deepEqual(await stateOf(grant.id), ['consumed', null]);
  });

  it('with wrong digits does not kill what another has redeemed, and does not say how many tries are left', async () => {
    const { redeem, wrong, put, grant, stateOf } = await offered();
    await put({ ...grant, ...redeemed, expiresAt: 1_790_000_300, attempts: 0, wrongs: 4 });
    assert.deepEqual(await redeem(wrong, proof(other)), refused('wrong digits'));
    assert.deepEqual(await stateOf(grant.id), ['redeemed', null]);
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
