import type { Calls } from '#call';
import type { Config } from '#config';
import type { Clock, Json } from '#core';
import { newId } from '#core';
import type { Grant, Grants } from '#grant';
import { createHandsetEndpoints } from '#http';
import type { Journal } from '#journal';
import type { Ports } from './ports.ts';
import { type Line, UnknownCall } from './run-turn.ts';
import type { Route } from './serve.ts';
import { accessTokenWish } from './translate.ts';

type Rooms = {
  readonly line: Line;
  readonly journal: Journal;
  readonly calls: Calls;
  readonly grants: Grants;
  readonly clock: Clock;
};

const orNull = async <Result>(work: Promise<Result>): Promise<Result | null> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UnknownCall) return null;
    throw error;
  }
};

/** What the token of a redeemed grant says, for the handset to show; the token itself never leaves the caller's page. */
const claimsOf = (grant: Grant, issuer: string): Json => {
  const { jkt, tokenId, tokenIssuedAt } = grant;
  if (jkt === null || tokenId === null || tokenIssuedAt === null) return null;
  const wish = accessTokenWish({
    ...{ sub: grant.subject, jti: tokenId, iat: tokenIssuedAt, exp: grant.expiresAt, jkt, scope: grant.type },
    ...{
      amr: grant.amr,
      auth_time: Math.floor(grant.authTime),
      grant_id: grant.id,
      authorization_details: [grant.detail],
    },
  });
  return { iss: issuer, aud: issuer, ...wish } as unknown as Json;
};

/** The development handset's routes; none at all unless the host handed in its view and the settings allow it. */
export const handsetRoutes = (config: Config, ports: Ports, rooms: Rooms): readonly Route[] => {
  const view = ports.handset;
  if (view === undefined || !config.handset) return [];
  const { line, journal, calls, grants, clock } = rooms;
  const handset = createHandsetEndpoints({
    ring: (callingNumber, lang) =>
      line.ring({
        channel: 'handset',
        vendorId: newId<string>(ports.random, 'ring'),
        lang,
        callingNumber,
        calledNumber: config.calledNumber,
      }),
    turn: (call, event) => orNull(line.turn(call, event)),
    hangUp: async (call, how) => (await orNull(line.hangUp(call, how).then(() => true))) ?? false,
    texts: view.texts,
    demo: view.demo,
    async record(userId) {
      const account = await view.accountOf(userId);
      if (account === null) return null;
      return { ending: await ports.record.ending(account), changes: await view.changes(account) };
    },
    advance: view.advance,
    scenarios: view.scenarios,
    journal: (call, afterSeq) => journal.read(call, afterSeq),
    async standing(call) {
      const entry = await calls.get(call);
      if (entry === null) return null;
      const { value } = entry;
      const standing = value.grant === null ? null : await grants.lookById(value.grant);
      const now = clock.now();
      const grant: Json =
        standing === null
          ? null
          : {
              type: standing.grant.type,
              state: standing.reason === null ? standing.grant.state : 'dead',
              reason: standing.reason,
              attempts_left: standing.grant.maxAttempts - standing.grant.attempts,
              expires_in: Math.max(0, Math.ceil(standing.grant.expiresAt - now)),
              token: claimsOf(standing.grant, config.issuer),
            };
      return { grant, call: { lease_seconds: Math.max(0, Math.ceil(value.leaseUntil - now)), ended: value.ended } };
    },
    defaultLang: config.languages[0] ?? 'en',
    languages: config.languages,
    sleep: ports.sleep,
    screen: view.screen,
  });
  return [
    ['GET', '/handset', 'Voicegrant', 'The browser handset', handset.screen, 'dev'],
    ['POST', '/phone/handset/calls', 'Voicegrant', 'Ring', handset.ring, 'dev'],
    ['POST', '/phone/handset/calls/{id}/turns', 'Voicegrant', 'Speak, key or stay silent', handset.turn, 'dev'],
    ['DELETE', '/phone/handset/calls/{id}', 'Voicegrant', 'Hang up', handset.hangUp, 'dev'],
    ['GET', '/phone/handset/calls/{id}/events', 'Voicegrant', 'The journal as it grows', handset.events, 'dev'],
    ['GET', '/phone/handset/texts', 'Voicegrant', 'Texts to a number', handset.texts, 'dev'],
    ['GET', '/phone/handset/demo', 'Voicegrant', 'The demo caller', handset.demo, 'dev'],
    ['GET', '/phone/handset/accounts/{user}', 'Voicegrant', 'The demo system of record', handset.record, 'dev'],
    ['GET', '/phone/handset/scenarios', 'Voicegrant', 'Call files to be played', handset.scenarios, 'dev'],
    ['POST', '/phone/handset/clock', 'Voicegrant', 'Move the clock forwards', handset.clock, 'dev'],
  ];
};
