// Every attack this system is meant to withstand, once: who, the control that stops it, where the control is, what shows it.
// docs/threat-model.md is made from this list; test/threat/threats.test.ts keeps it true; test/threat/controls.ts takes each
// control away once.
// biome-ignore-all format: one attack is one row
export type Group = 'Link and page' | 'Grant, token, transaction' | 'Voice' | 'Abuse, data, platform';

export type Threat = {
  readonly id: string;
  readonly group: Group;
  /** Spoofing, Tampering, Repudiation, Information disclosure, Denial of service, Elevation. */
  readonly stride: string;
  readonly attack: string;
  readonly control: string;
  /** Where the control is. */
  readonly files: readonly string[];
  /** What shows it, beside `test/threat/T-nn-*`. */
  readonly tests: readonly string[];
};

type Row = readonly [id: string, stride: string, attack: string, control: string, files: string, tests?: string];

const page: readonly Row[] = [
  ['T-01', 'D', 'Preview bots and mail scanners open the link before its person does', 'A page is the same inert bytes for everyone; only a POST with the code does anything', 'src/http/page-endpoint.ts src/page/script/start.ts', 'test/browser/page-flow.test.ts test/browser/page-scanners.test.ts'],
  ['T-02', 'S', 'Somebody else opens a forwarded link', 'Six digits heard on the call; nothing of the account is shown before them; five tries', 'src/grant/redeem.ts src/http/offer-endpoints.ts', 'test/browser/page-attacks.test.ts test/browser/page-flow.test.ts'],
  ['T-03', 'S', 'The text is intercepted (SS7, a mirror, a swapped SIM)', 'The digits never travel with the link; five guesses in a million; a fresh SIM stops the text where Lookup is on', 'src/grant/codes.ts src/message/twilio/lookup.ts'],
  ['T-04', 'S', 'A fraudster on the line asks the victim to read the code out', 'The code is 43 characters nobody reads aloud; the text says whose call it belongs to; no answer but the text holds the link; from another number than the one on file an order needs a yes on the call, or gets a person', 'src/message/compose.ts src/app/step-up.ts'],
  ['T-05', 'I', 'The code leaks through Referer or an address', 'The code is in the fragment; `no-referrer`; no link leads out', 'src/page/policy.ts src/message/compose.ts', 'test/browser/page-cross-site.test.ts'],
  ['T-06', 'I', 'History, back and forward, a shared device', 'The fragment is stripped, key and token are wiped, nothing may be stored', 'src/page/script/keep.ts src/page/policy.ts', 'test/browser/page-flow.test.ts test/browser/page-left-behind.test.ts'],
  ['T-07', 'E', 'Script through names, answers, query or fragment', 'No HTML sink in the script; Trusted Types; a hash policy', 'src/page/script/element.ts src/page/policy.ts', 'test/browser/page-attacks.test.ts test/browser/page-scripts.test.ts'],
  ['T-08', 'E', 'One answer without a content security policy', 'Every answer has one, errors too; pages by hash', 'src/page/policy.ts src/http/respond.ts', 'test/browser/page-attacks.test.ts'],
  ['T-09', 'T', 'The page in a hostile frame', '`frame-ancestors` none on every answer', 'src/page/policy.ts src/http/respond.ts', 'test/threat/T-08-policy-on-every-answer.test.ts test/browser/page-attacks.test.ts test/browser/page-cross-site.test.ts'],
  ['T-10', 'T', 'Requests another site makes in the browser', 'Nothing ambient is authority; another origin is refused before its body is read; exact content types', 'src/http/origin.ts src/http/body.ts', 'test/browser/page-cross-site.test.ts'],
  ['T-11', 'S', 'Our host in front of a link that ends elsewhere', 'There is no redirect on a caller’s way; an operator’s login leads to the provider of the settings and nowhere else', 'src/app/serve.ts src/http/console-login.ts', 'test/browser/page-cross-site.test.ts'],
  ['T-12', 'S', 'A domain that reads like ours', 'One ASCII host, no shortener, no punycode, spoken and texted alike', 'src/config/address.ts'],
  ['T-13', 'D', 'The tab is evicted, reloaded, left and reopened', 'The key stays in the browser until consumed; the same key may redeem again', 'src/page/script/keep.ts src/grant/redeem.ts', 'test/browser/page-flow.test.ts test/browser/page-evicted.test.ts'],
  ['T-14', 'I', 'A cache or proxy keeps code or token', '`no-store` on every answer; secrets only in bodies and fragments', 'src/http/respond.ts src/page/policy.ts', 'test/browser/page-cross-site.test.ts'],
];

const grant: readonly Row[] = [
  ['T-15', 'E', 'Many redeem one code at once, with the right digits', 'One conditional commit on the grant’s row; a loser never hurts the winner', 'src/grant/redeem.ts', 'test/threat/faults/one-winner.test.ts test/journey/api-alone.test.ts'],
  ['T-16', 'E', 'Digits are guessed in parallel', 'A guess is counted before it is compared', 'src/grant/redeem.ts', 'test/threat/faults/one-winner.test.ts test/journey/api-alone.test.ts'],
  ['T-17', 'D', 'A stranger with the link burns the attempts', 'A new grant for one sentence, the old one dead; ten attempts a call', 'src/grant/offer.ts'],
  ['T-18', 'E', 'A DPoP proof is replayed', 'Each proof is burnt in the commit it belongs to, by key and server', 'src/token/proof.ts src/grant/redeem.ts', 'test/protocol/dpop-vectors.test.ts test/protocol/dpop-vectors-claims.test.ts test/threat/faults/one-winner.test.ts'],
  ['T-19', 'E', 'A proof for another key, address, method or body', 'Every check the standard asks of a proof, and the digest of the body', 'src/token/proof.ts src/token/htu.ts', 'test/protocol/dpop-vectors.test.ts test/protocol/dpop-vectors-claims.test.ts test/protocol/dpop-fuzz.test.ts'],
  ['T-20', 'E', 'A token is used twice', 'The grant is consumed in the commit that accepts the order', 'src/grant/use.ts src/transaction/orders.ts', 'test/journey/api-alone.test.ts test/threat/faults/one-winner.test.ts'],
  ['T-21', 'E', 'A token for one account or action used for another; extra fields', 'The whole detail is compared as strings; strict schemas', 'src/http/transaction-endpoint.ts', 'test/protocol/access-matrix.test.ts'],
  ['T-22', 'E', 'A forged or confused JWT', 'One algorithm, own keys, exact `typ`, a key for each purpose', 'src/token/access-token.ts src/token/own-jws.ts', 'test/protocol/access-token-confusion.test.ts'],
  ['T-23', 'E', 'Commit while or after the caller hangs up', 'Death and commit are writes on one row; one of them wins', 'src/grant/use.ts src/app/run-turn.ts', 'test/threat/faults/linearizability.test.ts test/threat/faults/model.test.ts'],
  ['T-24', 'E', 'The disconnect event is lost, late, doubled or forged', 'A lease of 25 seconds; an event can only shorten it', 'src/call/call.ts src/grant/death.ts', 'test/threat/faults/linearizability.test.ts test/journey/api-alone.test.ts'],
  ['T-25', 'E', 'Transfer, conference, hold: the bot leaves, the audio lives', 'Only the bot’s flow renews the lease; a transfer ends the call', 'src/app/run-turn.ts'],
  ['T-26', 'E', 'A clock is stepped, at the client or the server', 'Proofs are dated by our nonces; our clock never goes back', 'src/core/clock.ts src/token/nonce.ts'],
  ['T-27', 'T', 'The account is locked between PIN and commit', 'Standing is read again in the commit of every step', 'src/grant/offer.ts src/grant/redeem.ts src/grant/use.ts'],
  ['T-28', 'E', 'One call’s code with another call’s digits', 'Digits are made from their own grant with a key', 'src/grant/codes.ts'],
  ['T-29', 'R', 'Customer or operator denies the act', 'Every step is one entry in its own commit; a signed receipt', 'src/journal/facts.ts src/transaction/receipt.ts', 'test/protocol/receipt.test.ts'],
  ['T-30', 'T', 'A crash between effect and record', 'An accepted order is carried through with the grant as idempotency key', 'src/transaction/orders.ts', 'test/threat/faults/kill.test.ts'],
  ['T-31', 'I', 'Introspection or revocation as an oracle', 'What is not live is one answer after the same reads', 'src/http/introspection-endpoint.ts src/grant/use.ts'],
  ['T-32', 'E', 'Host and forwarding headers change issuer or `htu`', 'Both come from the settings alone', 'src/http/metadata-endpoint.ts src/token/htu.ts'],
];

const voice: readonly Row[] = [
  ['T-33', 'S', 'The caller shows the victim’s number', 'The calling number never authenticates and gets no text', 'src/app/carry-out.ts src/identity/guard.ts'],
  ['T-34', 'I', 'Which ids exist is told by words', 'The same words and order until verified', 'src/conversation/identify.ts src/identity/guard.ts'],
  ['T-35', 'I', 'Which ids exist is told by time', 'The same Argon2id for nobody; a floor before any verdict', 'src/identity/embedded/index.ts src/identity/guard.ts'],
  ['T-36', 'S', 'PINs of one account are tried over many calls', 'One schedule per account over all channels; disabled at ten', 'src/identity/guard.ts src/identity/attempts.ts'],
  ['T-37', 'S', 'One PIN is tried over many accounts', 'Accounts per number and day; a breaker on the share of failures', 'src/identity/calling-number.ts src/identity/traffic.ts'],
  ['T-38', 'D', 'The owner is locked out on purpose', 'The number on file, where the carriers vouch for it, has a lane of its own', 'src/identity/attempts.ts src/app/carry-out.ts'],
  ['T-39', 'S', 'Lambda or Lex events are forged', 'Bot, alias, account and contact are compared with the settings and the live contact', 'src/phone/connect/refusal.ts src/phone/connect/lex-event.ts src/phone/connect/flow-event.ts'],
  ['T-40', 'S', 'Twilio webhooks are forged, replayed or shifted', 'Signature over the configured address, strict parameters, one-time steps', 'src/phone/twilio/signature.ts src/phone/twilio/parameters.ts'],
  ['T-41', 'T', 'Markup in names becomes verbs', 'Words are text nodes and nothing else', 'src/phone/twilio/twiml.ts'],
  ['T-42', 'I', 'Secrets in flow logs, recordings, attributes', 'Logging and recording are off before the first secret; a linter over what is deployed', 'deploy/aws/lint/flow-guards.ts'],
  ['T-43', 'D', 'Argon2 is exhausted by many calls', 'As many hashes as cores, fifty wait, two seconds at most', 'src/identity/embedded/slots.ts'],
  ['T-44', 'D', 'A flood of calls, or lines held open', 'One live grant an account; an hour a call; budgets per client', 'src/call/call.ts src/grant/offer.ts src/http/limits.ts'],
  ['T-45', 'S', 'Somebody rings “back” with our number', 'Nothing here makes calls, and no sentence promises one', 'src/phone/twilio/twiml.ts'],
  ['T-46', 'S', 'A recorded or cloned voice says the PIN', 'PINs are keyed; a spoken one at most once a call', 'src/conversation/identify.ts'],
  ['T-47', 'T', 'Odd keys: stars, letters, too many, too early', 'One anchored parser, no partial entry', 'src/conversation/heard/hear.ts'],
];

const platform: readonly Row[] = [
  ['T-48', 'D', 'Texts are pumped for money', 'Budgets per account and number, countries, a breaker on spend', 'src/message/limits.ts'],
  ['T-49', 'T', 'Words of others in our text', 'Our sentence, the brand, our link; one segment', 'src/message/compose.ts src/config/appearance.ts'],
  ['T-50', 'I', 'Secrets in logs, metrics, journal, database', '`Secret` prints as nothing; the log takes listed fields only', 'src/core/secret.ts src/core/log.ts'],
  ['T-51', 'I', 'The database is read', 'Hashes of codes, no digits, peppered Argon2id, keyed ids', 'src/grant/codes.ts src/identity/embedded/pin-hash.ts'],
  ['T-52', 'T', 'The database is written', 'Grants, calls, orders and users are under a MAC', 'src/store/seal.ts src/grant/row.ts'],
  ['T-53', 'T R', 'The journal is edited, cut off, rolled back', 'A hash chain with signed checkpoints kept elsewhere', 'src/journal/chain.ts src/journal/verify.ts'],
  ['T-54', 'T', 'SQL in values', 'Parameters only', 'src/store/sqlite/engine.ts src/store/postgres/engine.ts'],
  ['T-55', 'T', 'LDAP filters, binds with an empty secret', 'An empty PIN never reaches a provider; an id is one filter value', 'src/identity/ldap/index.ts'],
  ['T-56', 'D', 'Bodies and headers without end', '8 KB, depth 5, 32 members, 16 KB of headers, nothing unpacked', 'src/http/body.ts src/host/node/socket.ts'],
  ['T-57', 'E', 'Prototype pollution, doubled names, broken UTF-8', 'One meaning or none', 'src/core/strict-json.ts src/http/body.ts', 'test/threat/T-56-hostile-bodies.test.ts'],
  ['T-58', 'D', 'Patterns that take for ever', 'Linear patterns over capped input', 'src/http/body.ts src/phone/twilio/parameters.ts'],
  ['T-59', 'T', 'Request smuggling, header injection', 'Node’s strict parser, no leniency; no header is made of input', 'src/host/node/socket.ts'],
  ['T-60', 'E', 'Addresses that come in are fetched', 'None ever is; outgoing addresses are settings', 'src/config/address.ts'],
  ['T-61', 'S', 'Development defaults in production', 'They refuse to start, each by its name', 'src/config/refusals.ts src/config/read.ts'],
  ['T-62', 'E', 'A dependency is compromised', 'Few, pinned, locked by digest; install scripts listed and explained', 'package-lock.json .npmrc package.json'],
  ['T-63', 'D', 'A neighbour is down, slow or wrong', 'What is not a clear yes is no; nothing is half done', 'src/identity/guard.ts src/app/carry-out.ts src/transaction/orders.ts'],
  ['T-64', 'E', 'Rotation leaves a gap, or an old key opens', 'Keys overlap and retire by date; peppers have versions', 'src/token/keys.ts src/identity/embedded/pin-hash.ts'],
  ['T-65', 'E', 'Development surface is shipped', 'Its routes are not made in production, and nothing of it is in a bundle that is deployed', 'src/app/handset.ts src/app/console.ts', 'test/deploy/bundles.test.ts'],
  ['T-66', 'I', 'Comparisons tell by time', 'Look-ups by hash; `timingSafeEqual` over fixed lengths', 'src/core/hash.ts'],
  ['T-67', 'I', 'One installation against another', 'Own issuer and own keys in every MAC, signature and nonce', 'src/config/keyring.ts src/grant/row.ts src/token/access-token.ts'],
  ['T-68', 'R', 'A control fails, or is tried, in silence', 'Every refusal on a call is one entry of its journal', 'src/journal/facts.ts src/grant/death.ts'],
  ['T-69', 'S', 'A login is made to authenticate another person’s call, or another browser: a link passed on, an answer replayed, a login begun elsewhere', 'A login counts once, in the browser that began it, for the person whose id was given, and for that browser’s key alone', 'src/http/login-endpoints.ts src/grant/sign-in.ts src/grant/redeem.ts src/identity/oidc/login.ts', 'test/journey/sign-in.test.ts'],
  ['T-70', 'I', 'Ids are named where no PIN is asked: to learn whose they are, to send texts, to stop what their owner is doing', 'Every id is heard the same for the same time; a text goes to a verified number on file alone; a grant that waits for a sign-in has a place of its own', 'src/identity/claim.ts src/app/carry-out.ts src/grant/row.ts', 'test/journey/sign-in-silence.test.ts'],
];

const threat = (group: Group) => ([id, stride, attack, control, files, tests = '']: Row): Threat => ({
  ...{ id, group, stride, attack, control, files: files.split(' ') },
  tests: tests.split(' ').filter((test) => test !== ''),
});

/** All 68, in order. */
export const threats: readonly Threat[] = [
  ...page.map(threat('Link and page')),
  ...grant.map(threat('Grant, token, transaction')),
  ...voice.map(threat('Voice')),
  ...platform.map(threat('Abuse, data, platform')),
];
