import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictOfRefusal } from './refusals.ts';

const entra = (code: number) =>
  verdictOfRefusal('entra', 400, 'invalid_grant', `AADSTS${code}: some words. Trace ID: 1`);
const said = (verdict: ReturnType<typeof verdictOfRefusal>) =>
  verdict.verdict === 'cannot_say' ? verdict.reason : verdict.verdict;

test('Entra says wrong, locked and everything else in codes', () => {
  for (const code of [50034, 50126, 50057]) assert.equal(said(entra(code)), 'wrong', String(code));
  assert.equal(said(entra(50053)), 'locked');
  for (const code of [50072, 50074, 50076, 50079, 50158, 53003])
    assert.equal(said(entra(code)), 'mfa_required', String(code));
  for (const code of [50055, 50056, 50144]) assert.equal(said(entra(code)), 'reset_required', String(code));
  for (const code of [65001, 700016, 7000215, 7000218]) assert.equal(said(entra(code)), 'misconfigured', String(code));
});

test('an account of Entra that we do not understand is never a wrong PIN', () => {
  assert.equal(said(entra(999_999)), 'not_supported');
  assert.equal(said(verdictOfRefusal('entra', 400, 'invalid_grant', 'no code at all')), 'not_supported');
});

test('Keycloak tells a required action from a wrong PIN only by words', () => {
  const keycloak = (words: string) => said(verdictOfRefusal('keycloak', 401, 'invalid_grant', words));
  assert.equal(keycloak('Invalid user credentials'), 'wrong');
  assert.equal(keycloak('Account is not fully set up'), 'reset_required');
  assert.equal(keycloak('Account disabled'), 'wrong');
});

test('trouble of the provider is not an answer about the PIN', () => {
  assert.equal(said(verdictOfRefusal('generic', 429, 'invalid_grant', '')), 'throttled');
  assert.equal(said(verdictOfRefusal('generic', 503, 'invalid_grant', '')), 'unavailable');
  assert.equal(said(verdictOfRefusal('generic', 401, 'invalid_client', '')), 'misconfigured');
  assert.equal(said(verdictOfRefusal('generic', 400, 'unsupported_grant_type', '')), 'not_supported');
  assert.equal(said(verdictOfRefusal('generic', 400, 'something_new', '')), 'malformed');
});
