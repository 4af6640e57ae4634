// RFC 9396 §5, §7, §9.1: rich authorization requests, by oauth4webapi and openid-client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { install, james, maria } from '../journey/installation.ts';
import { createOauth4webapi, createOpenidClient, errorOf } from './judges.ts';

type Detail = { readonly type: string; readonly [member: string]: unknown };

const widened = (detail: Detail): readonly (readonly [string, unknown])[] => [
  ['two details', [detail, detail]],
  ['another type', [{ ...detail, type: 'add_payee' }]],
  ['another action', [{ ...detail, actions: ['add_payee'] }]],
  ['one action more', [{ ...detail, actions: ['add_user', 'add_payee'] }]],
  ['another account', [{ ...detail, identifier: 'acct_test-somebody-else' }]],
  ['another call', [{ ...detail, call: 'call_AAAAAAAAAAAAAAAAAAAAAA' }]],
  ['another place', [{ ...detail, locations: ['https://elsewhere.example'] }]],
  ['wider limits', [{ ...detail, limits: { persons: 100 } }]],
  ['no limits', [{ ...detail, limits: {} }]],
  ['a member more', [{ ...detail, privileges: ['admin'] }]],
  ['a member less', [{ type: detail.type }]],
  ['one detail without its list', detail],
  ['none', []],
  ['a credential of somebody else’s', [{ type: 'openid_credential', credential_configuration_id: 'degree' }]],
];

test('the details that were granted are in the answer and in the token, and may be asked for as they are', async () => {
  const house = await install();
  for (const [judge, who] of [
    [await createOauth4webapi(house), maria],
    [await createOpenidClient(house), james],
  ] as const) {
    const first = await house.offered(who);
    const granted = await judge.redeem(first.code, first.digits);
    const details = granted.authorization_details as unknown as readonly [Detail];
    assert.equal(details.length, 1);
    assert.deepEqual(decodeJwt(granted.access_token).authorization_details, details);
    const [detail] = details;
    for (const [name, asked] of widened(detail)) {
      const authorization_details = JSON.stringify(asked);
      await assert.rejects(
        judge.redeem(first.code, first.digits, { authorization_details }),
        (error) => errorOf(error) === 'invalid_authorization_details',
        name,
      );
    }
    const again = await judge.redeem(first.code, first.digits, { authorization_details: JSON.stringify(details) });
    assert.deepEqual(again.authorization_details, details, 'its own key may ask again');
  }
});
