import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failed, noAttempts, refunded, reserve, succeeded, withheldUntil } from './attempts.ts';
import { forwardLimits, lockoutOf } from './lockout.ts';
import { guardPolicy } from './policy.ts';

const lockout = { failures: 5, quietSeconds: 900 };
const policy = guardPolicy({ lockout, waitSeconds: Array.from({ length: 9 }, () => 0) });
const now = 1_790_000_000;

describe('a provider that locks by itself', () => {
  test('is sent fewer failures than its limit, and strangers leave the number on file a try', () => {
    assert.deepEqual(forwardLimits(lockout), { known: 3, stranger: 2 });
    assert.deepEqual(forwardLimits({ failures: 30, quietSeconds: 1 }), { known: 28, stranger: 27 });
    assert.deepEqual(forwardLimits({ failures: 3, quietSeconds: 1 }), { known: 1, stranger: 1 });
  });

  test('is sent no more once that many have failed, until it has forgotten them', () => {
    const two = failed(failed(noAttempts, 'a', 'stranger', now, policy), 'b', 'stranger', now + 10, policy);
    const until = now + 10 + 900 + 60;
    assert.equal(withheldUntil(two, 'stranger', now + 11, policy), until);
    assert.equal(withheldUntil(two, 'known', now + 11, policy), 0);
    assert.equal(reserve(two, 'c', 'stranger', until - 1, policy), null);
    assert.notEqual(reserve(two, 'c', 'stranger', until, policy), null);
    const three = failed(two, 'c', 'known', now + 20, policy);
    assert.equal(reserve(three, 'd', 'known', now + 21, policy), null);
  });

  test('attempts that are still being asked count as failures', () => {
    let row = noAttempts;
    for (const id of ['a', 'b']) row = reserve(row, id, 'stranger', now, policy) ?? assert.fail('it was refused');
    assert.equal(reserve(row, 'c', 'stranger', now, policy), null);
  });

  test('a try in time keeps the count alive, as it does at the provider', () => {
    const one = failed(noAttempts, 'a', 'stranger', now, policy);
    const two = failed(one, 'b', 'stranger', now + 800, policy);
    assert.equal(reserve(two, 'c', 'stranger', now + 1000, policy), null);
  });

  test('a success clears the count, whichever lane it came in by', () => {
    const two = failed(failed(noAttempts, 'a', 'stranger', now, policy), 'b', 'stranger', now, policy);
    const after = succeeded(two, 'c', 'known', now + 5, null, policy);
    assert.notEqual(reserve(after, 'd', 'stranger', now + 6, policy), null);
  });

  test('an answer that was lost may have been counted there, and is nobody’s failure here', () => {
    const lost = refunded(refunded(noAttempts, 'a', true, now, policy), 'b', true, now, policy);
    assert.equal(lost.stranger.failures, 0);
    assert.equal(reserve(lost, 'c', 'stranger', now + 1, policy), null);
    assert.notEqual(reserve(refunded(noAttempts, 'a', false, now, policy), 'b', 'stranger', now, policy), null);
  });

  test('without such a provider nothing is counted twice', () => {
    const free = guardPolicy();
    assert.equal(failed(noAttempts, 'a', 'stranger', now, free).forwarded, undefined);
  });

  test('the setting names the table, nothing, or the provider’s own policy', () => {
    assert.deepEqual(lockoutOf('cognito', 'generic', 'provider'), lockout);
    assert.deepEqual(lockoutOf('oidc', 'keycloak', 'provider'), { failures: 30, quietSeconds: 43_200 });
    assert.deepEqual(lockoutOf('oidc', 'generic', 'provider'), { failures: 5, quietSeconds: 3600 });
    assert.deepEqual(lockoutOf('ldap', 'generic', '10/600'), { failures: 10, quietSeconds: 600 });
    assert.equal(lockoutOf('ldap', 'generic', 'none'), null);
    assert.equal(lockoutOf('embedded', 'generic', '5/900'), null);
  });
});
