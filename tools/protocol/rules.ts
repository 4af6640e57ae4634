// The rules of others that Voicegrant keeps, each with the section that states it. docs/protocol.md finds the files and
// tests that name the section; a rule that no file or no test names is reported, not printed.

/** A section of a document, and in a few words what it asks of us. */
export type Rule = readonly [document: string, section: string, asks: string];

export const rules: readonly Rule[] = [
  ['RFC 6749', '3.2', 'The token endpoint takes POST forms; no parameter twice, none in the address'],
  ['RFC 6749', '5.1', 'The answer to a redeemed code, and that nobody may store it'],
  ['RFC 6749', '5.2', 'Refusals: status, code, one sentence'],
  ['RFC 7009', '2.1', 'Revocation is done, on disk, when it is answered'],
  ['RFC 7009', '2.2', 'Revocation answers 200 for any token'],
  ['RFC 7515', '4', 'No member of a header twice'],
  ['RFC 7515', '7.1', 'Compact serialisation and nothing else'],
  ['RFC 7517', '5', 'Public keys as a JWK Set'],
  ['RFC 7518', '3.4', 'ES256 signatures are 64 bytes, r and s'],
  ['RFC 7519', '4.1', 'Registered claims: who, for whom, from when until when, which'],
  ['RFC 7519', '7.2', 'A token is taken whole or not at all'],
  ['RFC 7523', '3', 'Assertions of confidential callers: audience, life, one use'],
  ['RFC 7638', '3', 'A key is named by its thumbprint'],
  ['RFC 7662', '2.1', 'Introspection is for callers who prove who they are'],
  ['RFC 7662', '2.2', 'Introspection: active, or nothing at all'],
  ['RFC 8414', '2', 'Server metadata hold what is served and nothing else'],
  ['RFC 8414', '3', 'Where the metadata are, and whose they are'],
  ['RFC 8707', '2', 'A resource that is not ours is refused'],
  ['RFC 8725', '2.8', 'One kind of JWT never stands for another'],
  ['RFC 8725', '3.11', 'Every kind of JWT has a type of its own'],
  ['RFC 9068', '2.2', "An access token's claims"],
  ['RFC 9068', '4', 'What a resource server checks'],
  ['RFC 9396', '5', 'Details wider than the grant are refused, never dropped'],
  ['RFC 9396', '7', 'The answer names the details that were granted'],
  ['RFC 9396', '9.1', 'So does the token'],
  ['RFC 9449', '4.2', 'The one spelling of a proof’s type'],
  ['RFC 9449', '4.3', 'The twelve checks of a proof'],
  ['RFC 9449', '5', 'A token is given to a key'],
  ['RFC 9449', '6', 'The token names that key'],
  ['RFC 9449', '7.1', 'A token is used with a proof by that key; the challenge otherwise'],
  ['RFC 9449', '8', 'Nonces: asked for, given with every answer, of our own time'],
  ['RFC 9449', '11.1', 'A proof counts once'],
  ['RFC 9457', '3', 'Problems as JSON outside the OAuth endpoints'],
  ['RFC 9530', '2', 'The digest of the body, bound into the proof'],
  ['RFC 9700', '2.2.1', 'A stolen token is worth nothing without its key'],
  ['RFC 9700', '2.3', 'A token is for one audience'],
  ['RFC 9700', '2.4', 'No password grant, nor any other but the one'],
  ['RFC 9700', '2.5', 'Confidential callers authenticate with a key, never a secret'],
  [
    'FAPI 2.0 Security Profile',
    '5.3.2.1',
    'Assertions for the issuer as one string; times ten seconds ahead and no minute',
  ],
  ['FAPI 2.0 Security Profile', '5.4', 'Signatures of the algorithms it allows'],
  ['OpenID4VCI 1.0', '3.5', 'A code never suffices without its digits'],
  ['OpenID4VCI 1.0', '4.1', 'The offer object, by value'],
  ['OpenID4VCI 1.0', '6.1', 'The pre-authorized code with tx_code'],
  ['OpenID4VCI 1.0', '6.3', 'Which refusal spends a code or a try'],
  ['OpenID4VCI 1.0', '7', 'The nonce endpoint'],
  ['OpenID4VCI 1.0', '8.2', 'The credential request and the proof of the wallet’s key'],
  ['OpenID4VCI 1.0', '8.3', 'The credential, or why not'],
  ['OpenID4VCI 1.0', '12.2', 'Metadata of the credential issuer'],
  ['OpenID4VCI 1.0', '12.3', 'Redeeming without a client id, and closing that'],
  ['RFC 9901', '4', 'Claims the holder shows one by one'],
];

/** What is elsewhere or nowhere, and why. */
export const others = `## What does not apply

- **RFC 9207** (\`iss\` in the authorization response): there is no authorization endpoint, so no response and no mix-up. The
  issuer is in the metadata, the offer and the token.
- **RFC 9700** asks for what is in the table above: sender-constrained tokens (§2.2.1), one audience (§2.3), asymmetric client
  authentication (§2.5), no password or implicit grant (§2.4, §2.1.2). Redirects, PKCE and refresh tokens are not served.
- **OAuth 2.1** (draft-ietf-oauth-v2-1) gathers RFC 6749 and RFC 9700: what of it applies is in their rows. It takes out the
  password and implicit grants, tokens in the address, and bearer tokens where better can be had; none of them is served here.
- **RFC 8693, CIBA, PAR, JAR**: not served, and not in the metadata.

## FAPI 2.0 Security Profile

Adopted: sender-constrained tokens by DPoP with server nonces; ES256 alone from its list; \`private_key_jwt\` with the issuer as
the only audience, times up to ten seconds ahead accepted and a minute ahead refused (§5.3.2.1); no password grant; access tokens
of at most 300 seconds; codes of 60 seconds and the digest of every body in its proof in the \`strict\` profile; TLS and its
headers where the issuer is \`https:\`.

Not adopted, and why:

- *Authorization code, PAR, PKCE*: the person is not in front of a browser when the grant is made but on the telephone. The
  pre-authorized code with digits said on a live call is the only flow; without an authorization endpoint there is nothing to
  push to.
- *Confidential clients only*: the caller's browser is a public client by nature. What the profile wants from client
  authentication here is had from the DPoP key, the digits, one use, and the call's being alive.
- *The window of a proof's \`iat\`*: a proof is dated by the server's nonce instead, so that a telephone with a wrong clock works.
- *Refresh tokens*: none exist.

## The credential offer

For a wallet that knows nothing of us there is \`POST /credential/offer\`, once the transaction is done: whoever holds the used
token sends it with a proof and \`{}\`, and gets \`credential_offer\` (OpenID4VCI 1.0 §4.1.1), \`address\`, the same by value as
\`openid-credential-offer://?credential_offer=…\`, and \`tx_code\`, six digits to be shown beside it. Any wallet redeems that code
with those digits and a DPoP key of its own, asks for a nonce and takes the credential; the call may be over by then. One code
is alive for a grant; five wrong guesses spend it; the token it buys can do nothing else. The page does not show it yet.

\`POST /offer/credential\` with a form \`pre-authorized_code=…\` gives the offer of a grant itself, made from the code alone. A
wallet that takes it stands in the page's place: it redeems with the digits heard on the call and must do the transaction
before there is a receipt to take.

The OpenID Foundation's issuer plan (\`oid4vci-1_0-issuer-test-plan\`; pre-authorized code, DPoP, no client authentication,
immediate, unencrypted) finds what it asks for: metadata as JSON; token, nonce and credential endpoints; the offer above with its
digits as the transaction code. It has not been run here. Metadata are not signed (§12.2.3), also where \`application/jwt\` is
asked for: a signature is worth something under a certificate that wallets trust, and there is none to ship.

## The receipt

Every order that is done leaves a JWS of type \`voicegrant-receipt+jwt\`, returned as \`signed_receipt\` and kept with the order:

| claim | what it is |
|---|---|
| \`iss\`, \`iat\`, \`jti\` | who signed, when, and the id of the receipt |
| \`call\`, \`grant\`, \`action\` | on which call, under which grant, what |
| \`sub\`, \`account\` | handles of the person and the account |
| \`input_digest\` | SHA-256, base64url, of the details as canonical JSON (RFC 8785) |
| \`shown_digest\` | the same of \`{lang, title, question, effect, submit}\`, the page's words with the details filled in |
| \`spoken_digest\` | the same of \`{lang, readback, done}\`, the call's sentences |
| \`outcome\`, \`reference\` | \`done\`, and the reference of the system of record |
| \`amr\`, \`auth_time\`, \`jkt\` | how and when the caller was verified, and the browser's key |

The digests hold no secret: whoever guesses all details can confirm the guess. A receipt is for the caller and the organisation.
\`voicegrant receipt verify FILE --jwks FILE\` checks one without the installation that made it.

## Mutation

\`npm run mutate\` changes one operator or condition of \`src/token\` and \`src/grant\` at a time and runs the tests of that room:
those beside the code, then those of the protocol. It fails under 85 %, and for any survivor that nobody has explained in
[tools/mutate/explained.ts](../tools/mutate/explained.ts); an explanation that fits no line fails \`npm test\`. All of them take
half an hour on two quiet cores; \`--every 3\` takes a third, \`--part 2/3\` the second third.

In November 2026, file by file over all of \`token\`: 366 of 378 noticed (97 %), the other 12 explained.
Of \`grant\`, the files \`offer\`, \`use\`, \`death\`, \`row\`, \`index\`, \`nobody\` and \`revoke\`: 134 of 137 (98 %), the other 3 explained.
\`redeem\`: a sample of 12, by the tests beside the code alone, 11 noticed; \`receipt-code\` and \`sign-in\` have not been run.
`;
