import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import type { E164 } from '#core';
import { Secret } from '#core';
import type { PinVerifier, ProviderVerdict } from '#identity';

/** One provider with the users the suite asks about. Leave out what the provider cannot have; its tests are skipped. */
export type IdentityFixture = {
  readonly verifier: PinVerifier;
  /** Has a verified number on file. */
  readonly user: { readonly userId: string; readonly pin: string; readonly numberOnFile: E164 };
  readonly withUnverifiedNumber?: { readonly userId: string; readonly pin: string };
  readonly withoutNumber?: { readonly userId: string; readonly pin: string };
  readonly disabled?: { readonly userId: string; readonly pin: string };
  /** From here on the provider does not answer in time. */
  stall?(): void;
  /** From here on the provider is broken: refuses connections, or answers nonsense. */
  breakDown?(): void;
  /** How often the provider's own comparison (a bind, a password check) has been reached with an empty secret. */
  emptySecretsSeen?(): number;
  close?(): Promise<void>;
};

const wordOf = (verdict: ProviderVerdict): string => verdict.verdict;

/** What every {@link PinVerifier} guarantees, run over one of them. `make` gives a fresh fixture for each test. */
export const identityContract = (name: string, make: () => Promise<IdentityFixture>): void => {
  const run = async (
    fixtureTest: (
      fixture: IdentityFixture,
      ask: (userId: string, pin: string) => Promise<ProviderVerdict>,
    ) => Promise<unknown>,
  ) => {
    const fixture = await make();
    try {
      await fixtureTest(fixture, (userId, pin) => fixture.verifier.verify(new Secret(userId), new Secret(pin)));
    } finally {
      await fixture.close?.();
    }
  };
  const otherPin = (pin: string) => (pin.startsWith('7') ? `3${pin.slice(1)}` : `7${pin.slice(1)}`);

  describe(`identity provider ${name}`, () => {
    test('the right PIN is verified, with a subject and an account that tell nothing about the person', () =>
      run(async ({ user }, ask) => {
        const verdict = await ask(user.userId, user.pin);
        assert.equal(verdict.verdict, 'verified');
        if (verdict.verdict !== 'verified') return;
        const { subject, account, numberOnFile, amr, authTime } = verdict.caller;
        for (const id of [subject, account]) {
          assert.match(id, /^[a-z]{2,8}_[A-Za-z0-9_-]{6,64}$/);
          assert.ok(!id.includes(user.userId) && !id.includes(user.numberOnFile.slice(1)));
        }
        assert.equal(numberOnFile, user.numberOnFile);
        assert.ok(amr.includes('pin') || amr.includes('pwd'));
        assert.ok(Number.isFinite(authTime));
      }));

    test('the subject is the same every time', () =>
      run(async ({ user }, ask) => {
        const [first, second] = [await ask(user.userId, user.pin), await ask(user.userId, user.pin)];
        assert.ok(first.verdict === 'verified' && second.verdict === 'verified');
        assert.equal(first.caller.subject, second.caller.subject);
        assert.equal(first.caller.account, second.caller.account);
      }));

    test('a wrong PIN and an unknown id are wrong, and nothing tells them apart', () =>
      run(async ({ user }, ask) => {
        const wrong = await ask(user.userId, otherPin(user.pin));
        const unknown = await ask(`${user.userId}9`, user.pin);
        assert.deepEqual(wrong, { verdict: 'wrong' });
        assert.deepEqual(unknown, wrong);
      }));

    test('only the whole PIN is right, not a part of it and nothing around it', () =>
      run(async ({ user }, ask) => {
        for (const pin of [user.pin.slice(0, -1), user.pin.slice(1), `${user.pin}0`, ` ${user.pin}`, `${user.pin}\0`]) {
          assert.notEqual(wordOf(await ask(user.userId, pin)), 'verified');
        }
      }));

    test('a disabled user is never verified, and the answer carries nothing but its word', () =>
      run(async ({ disabled }, ask) => {
        if (disabled === undefined) return;
        for (const pin of [disabled.pin, otherPin(disabled.pin)]) {
          const verdict = await ask(disabled.userId, pin);
          assert.ok(verdict.verdict === 'locked' || verdict.verdict === 'wrong', wordOf(verdict));
          assert.deepEqual(Object.keys(verdict), ['verdict']);
        }
        assert.equal(
          wordOf(await ask(disabled.userId, disabled.pin)),
          wordOf(await ask(disabled.userId, otherPin(disabled.pin))),
          'whether the PIN of a disabled user is right must not be told',
        );
      }));

    test('an empty secret is wrong and never reaches the provider', () =>
      run(async (fixture, ask) => {
        for (const pin of ['', ' ', '\t\n', '\u00a0\u2003', '        ']) {
          assert.equal(wordOf(await ask(fixture.user.userId, pin)), 'wrong');
          assert.equal(wordOf(await ask('', pin)), 'wrong');
        }
        assert.equal(fixture.emptySecretsSeen?.() ?? 0, 0);
      }));

    test('hostile ids and PINs of any size are never verified, and nothing is thrown', () =>
      run(async ({ user }, ask) => {
        const hostile = ['', '*', ')(uid=*', "' OR '1'='1", '\0', '__proto__', '🂡', '\ud800', '9'.repeat(100_000)];
        for (const text of hostile) {
          assert.notEqual(wordOf(await ask(text, user.pin)), 'verified');
          assert.notEqual(wordOf(await ask(user.userId, text)), 'verified');
        }
        assert.equal(wordOf(await ask(user.userId, user.pin)), 'verified', 'and it still works afterwards');
      }));

    test('a number on file that nobody has verified is not handed on', () =>
      run(async ({ verifier, withUnverifiedNumber, withoutNumber }, ask) => {
        for (const user of [withUnverifiedNumber, withoutNumber]) {
          if (user === undefined) continue;
          const verdict = await ask(user.userId, user.pin);
          assert.ok(verdict.verdict === 'verified');
          assert.equal(verdict.caller.numberOnFile, null);
          assert.equal((await verifier.numberOnFile?.(new Secret(user.userId))) ?? null, null);
        }
      }));

    test('a provider that knows numbers on file tells those of its users and of nobody else', () =>
      run(async ({ verifier, user }) => {
        if (verifier.numberOnFile === undefined) return;
        assert.equal(await verifier.numberOnFile(new Secret(user.userId)), user.numberOnFile);
        assert.equal(await verifier.numberOnFile(new Secret(`${user.userId}9`)), null);
      }));

    test('a provider that can tell standing lets its own subject go on, and no other', () =>
      run(async ({ verifier, user }, ask) => {
        if (verifier.standing === undefined) return;
        const verdict = await ask(user.userId, user.pin);
        assert.ok(verdict.verdict === 'verified');
        assert.equal((await verifier.standing(verdict.caller.subject)).active, true);
        assert.equal((await verifier.standing('sub_nobody-at-all' as never)).active, false);
      }));

    test('a provider that does not answer in time is cannot_say, for known and unknown ids alike', () =>
      run(async ({ user, stall }, ask) => {
        if (stall === undefined) return;
        stall();
        const verdicts = [await ask(user.userId, user.pin), await ask(`${user.userId}9`, user.pin)];
        assert.deepEqual(verdicts[0], verdicts[1]);
        assert.equal(verdicts[0]?.verdict, 'cannot_say');
      }));

    test('a broken provider is cannot_say, not ready, and never an error that holds the secret', () =>
      run(async ({ verifier, user, breakDown }, ask) => {
        assert.equal(await verifier.ready(), true);
        if (breakDown === undefined) return;
        breakDown();
        const verdict = await ask(user.userId, user.pin).catch((error: unknown) =>
          assert.fail(inspect(error).slice(0, 40)),
        );
        assert.equal(verdict.verdict, 'cannot_say');
        assert.ok(!inspect(verdict, { depth: 9 }).includes(user.pin));
        assert.equal(await verifier.ready(), false);
      }));

    test('the decoy is wrong even for the right PIN', () =>
      run(async ({ verifier, user }) => {
        if (verifier.decoy === undefined) return;
        const decoy = await verifier.decoy(new Secret(user.userId), new Secret(user.pin));
        assert.deepEqual(decoy, { verdict: 'wrong' });
      }));
  });
};
