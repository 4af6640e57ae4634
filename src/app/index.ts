// In: settings and ports. Out: one function from request to response, and the few chores a host must run now and then.
// This is the page that reads as the flow: each room is made once and joined to its neighbours, then the routes.
// Must never: hold a rule of its own; rules live in the rooms.
// biome-ignore-all format: the flow and its routes are read by their columns
import { createCalls } from '#call';
import type { Config } from '#config';
import { createGrants } from '#grant';
import {
  createCatalogueEndpoint,
  createHealthEndpoints,
  createIntrospectionEndpoint,
  createJwksEndpoint,
  createMetadataEndpoint,
  createMetricsEndpoint,
  createOfferEndpoints,
  createOpenApiEndpoint,
  createPageEndpoints,
  createRevocationEndpoint,
  createThrottle,
  createTokenEndpoint,
  createTransactionEndpoint,
} from '#http';
import { createIdentity, lockoutOf } from '#identity';
import { createCheckpointer, createJournal, watchJournal } from '#journal';
import { createMessages } from '#message';
import { createPages } from '#page';
import { sealed } from '#store';
import {
  assertionAlgorithms,
  createAccessTokens,
  createClientAssertions,
  createNonces,
  createProofVerifier,
  createRevoked,
  createSigningKeys,
  isReplay,
  jwks,
  proofAlgorithms,
  signJws,
} from '#token';
import { createOrders, shipped } from '#transaction';
import { createCarryOut } from './carry-out.ts';
import { consoleRoutes } from './console.ts';
import { credentialRoutes } from './credential.ts';
import { eachOnItsOwn } from './each-on-its-own.ts';
import { handsetRoutes } from './handset.ts';
import { teach } from './languages.ts';
import { loginRoutes } from './login.ts';
import type { Ports } from './ports.ts';
import { createLine } from './run-turn.ts';
import { type Route, serve } from './serve.ts';
import { accessTokenWish, conversationPolicy, grantKeys, pageClient, signingKeys } from './translate.ts';
import { twilioRoutes } from './twilio.ts';
import { watch } from './watch.ts';

export { defineLanguage, type Language, languageFaults, teach } from './languages.ts';
export type { HandsetView, Ports } from './ports.ts';
export type { Line, Turn } from './run-turn.ts';

/** Makes the whole of Voicegrant from its settings and its ports. Starts no timer, opens no socket, reads no environment. */
export const createApp = (config: Config, given: Ports) => {
  const { transactions, ...words } = teach(config, given.transactions ?? shipped, given.languages);
  const { ports, metrics, tracing, ready } = watch(given);
  const { clock, random, log, keyring, record } = ports;
  const watched = watchJournal(ports.store);
  const store = sealed(watched.store, keyring.secrets.grantMac, [['call', 'row'], ['order', 'row'], ['receipt'], ['console']]);
  const [{ issuer, brand }, host] = [config, new URL(config.issuer).host];
  const catalogue = new Map(transactions.map((transaction) => [transaction.type, transaction]));
  const lang = config.languages[0] ?? 'en';

  const journal  = createJournal({ store, clock });
  const calls    = createCalls({ store, clock, random, journal, leaseSeconds: config.leaseSeconds });
  const keys     = createSigningKeys({ keys: ports.signingKeys ?? signingKeys(keyring), clock });
  const orders   = createOrders({ store, clock, random, journal, record, log, catalogue, signReceipt: (claims) => signJws(keys.signer('receipt'), 'voicegrant-receipt+jwt', { iss: issuer, ...claims }) });
  const nonces   = createNonces({ key: keyring.secrets.nonce, next: keyring.nextNonce, clock });
  const prover   = createProofVerifier({ nonces, clock });
  const tokens   = createAccessTokens({ issuer, audience: issuer, keys, clock, lifetimeSeconds: config.tokenSeconds });
  const revoked  = createRevoked({ store, clock });
  const clients  = createClientAssertions({ issuer, clients: config.clients.map((client) => ({ ...client, may: ['introspect', 'revoke'] })), store, clock });
  const identity = createIdentity({ verifier: ports.verifier, store, clock, random, journal, log, key: keyring.secrets.identity, sleep: ports.sleep, policy: { floorMs: config.verdictFloorMs, lockout: lockoutOf(config.identity, config.oidcPreset, config.identityLockout) } });
  const grants   = createGrants({
    store, clock, random, journal, calls,
    keys: grantKeys(keyring),
    policy: { codeSeconds: config.codeSeconds, attempts: config.txCodeAttempts, attemptsPerCall: config.callAttempts, tokenSeconds: config.tokenSeconds, audience: issuer },
    mint: (claims) => tokens.mint(accessTokenWish(claims)),
    isReplay: (proof) => isReplay(store, proof),
    standing: identity.standing,
  });
  const messages = createMessages({
    store, clock, random, journal, log, languages: words.text,
    sender: ports.sender,
    key: keyring.secrets.identity,
    giveUp: grants.undelivered,
    policy: { perAccountHour: config.textsPerHour, perAccountDay: config.textsPerDay, perNumberDay: config.textsPerNumberDay, perMinute: config.textsPerMinute, countries: config.textCountries },
  });
  const carryOut = createCarryOut({ store, clock, log, journal, calls, identity, grants, orders, messages, catalogue, brand, origin: issuer, otherNumber: config.otherNumber, signIn: config.signIn !== 'never' && ports.login !== undefined, floorMs: config.verdictFloorMs, sleep: ports.sleep });
  const line     = createLine({ store, clock, log, journal, calls, grants, orders, catalogue, carryOut, brand, host, policy: conversationPolicy(config, transactions), delivery: config.delivery, graceSeconds: config.graceSeconds });
  const pages    = createPages({ brand: { name: brand, accent: config.brandColour, ...(config.brandLogo === null ? {} : { logo: config.brandLogo }) }, host, transactions, languages: words.page, framedBy: config.handset ? 'self' : 'none', signIn: config.signIn !== 'never' });
  const checkpoint = createCheckpointer({ store, clock, sign: (claims) => signJws(keys.signer('checkpoint'), 'voicegrant-checkpoint+jwt', claims), anchor: ports.anchor });
  const proofs   = { verify: prover.verifyProof, nonce: nonces.current, store, requireBodyDigest: config.profile === 'strict' };
  const busy     = createThrottle(clock, { perMinute: 6000 });
  const guessing = createThrottle(clock, { perMinute: 30 });
  const throttleUnknown = (client: string, unknown: boolean) => (unknown ? guessing(client) : busy(client));
  const health   = createHealthEndpoints(ready);
  const offer    = createOfferEndpoints({ grants, orders, proofs, clock, throttleUnknown });
  const page     = createPageEndpoints(pages, lang);
  const token    = createTokenEndpoint({ grants, record, proofs, issuer, audience: issuer, anonymous: config.anonymousClients, knownClient: (id) => id === pageClient || config.clients.some((client) => client.clientId === id), throttle: busy });
  const transact = createTransactionEndpoint({ store, clock, journal, grants, orders, tokens, proofs, issuer, catalogue, isReplay: (proof) => isReplay(store, proof as never) });
  const metadata = createMetadataEndpoint({ issuer, anonymous: config.anonymousClients, types: [...catalogue.keys()], assertionAlgorithms, proofAlgorithms });
  const openapi  = createOpenApiEndpoint({ issuer, transactions, routes: () => routes.filter((row) => row[5] !== 'dev' && row[5] !== 'operator').map(([method, path, source, says]) => ({ method, path, says, source })) });

  const routes: readonly Route[] = [
    ['GET',  '/.well-known/oauth-authorization-server', 'RFC 8414',         'Server metadata',                     metadata,                                 'anyone'],
    ['GET',  '/oauth/jwks',                             'RFC 7517',         'Public keys',                         createJwksEndpoint(() => jwks(keys)),     'anyone'],
    ['POST', '/oauth/token',                            'OpenID4VCI 1.0 6', 'Redeem a code and six digits',        token,                                    'code'],
    ['POST', '/oauth/revoke',                           'RFC 7009',         'Kill the grant of a token',           createRevocationEndpoint({ tokens, grants, revoked, authenticate: clients.authenticate }), 'token'],
    ['POST', '/oauth/introspect',                       'RFC 7662',         'Is this token usable now',            createIntrospectionEndpoint({ tokens, grants, authenticate: clients.authenticate }), 'client'],
    ['POST', '/offer/status',                           'Voicegrant',       'How an offer stands',                 offer.status,                             'code'],
    ['POST', '/offer/open',                             'Voicegrant',       'A human has begun on the page',       offer.open,                               'code'],
    ['POST', '/offer/decline',                          'Voicegrant',       'I did not make this call, or cancel', offer.decline,                            'code'],
    ['GET',  '/transactions',                           'Voicegrant',       'What can be done here',               createCatalogueEndpoint(transactions),    'anyone'],
    ['POST', '/transactions/{type}',                    'RFC 9396, 9449',   'The one thing a token can do',        transact,                                 'token'],
    ['GET',  '/openapi.json',                           'OpenAPI 3.1',      'This description',                    openapi,                                  'anyone'],
    ['GET',  '/healthz',                                'Voicegrant',       'The process answers',                 health.live,                              'anyone'],
    ['GET',  '/readyz',                                 'Voicegrant',       'Every neighbour answers',             health.ready,                             'anyone'],
    ['GET',  '/metrics',                                'Prometheus',       'What this process answered',          createMetricsEndpoint(metrics.text),      'anyone'],
    ...consoleRoutes(config, ports, { store, journal, clock }),
    ...credentialRoutes(config, ports, { store, clock, random, journal, grants, orders, tokens, revoked, proofs, keys }),
    ...loginRoutes(config, ports, { store, clock, random, log, grants, proofs, show: page.show, throttle: busy }),
    ...handsetRoutes(config, ports, { line, journal, calls, grants, clock }),
    ...twilioRoutes(config, ports, { store, line, calls, messages, watch: watched.listen }),
    ['GET',  '/',                                       'Voicegrant',       'Type the page code of a call',        page.home,                                'anyone'],
    ['GET',  '/favicon.ico',                            'Voicegrant',       'No icon',                             page.icon,                                'anyone'],
    ['GET',  '/{type}',                                 'Voicegrant',       'The page of a transaction',           page.page,                                'anyone'],
  ];

  return {
    fetch: serve(routes, { clock, random, log, issuer, metrics, tracing }),
    routes,
    line,
    calls,
    /** To run every few seconds: lapsed calls and grants are written down, accepted orders finished, chains checkpointed. */
    async tend(): Promise<void> {
      const chores = [line.sweep, grants.sweep, orders.resume, checkpoint, () => store.sweep(500), messages.reconcile];
      await eachOnItsOwn(chores);
    },
  };
};

export type App = ReturnType<typeof createApp>;
