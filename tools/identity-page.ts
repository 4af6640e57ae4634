// Why this exists: `docs/identity.md` is made from what each adapter declares, so that the table cannot promise more.
import { type Capabilities, capabilities, type Lockout } from '#identity';

const yesNo = (is: boolean): string => (is ? 'yes' : 'no');
const lockoutWords = (lockout: Lockout | null): string =>
  lockout === null ? 'ours alone' : `${lockout.failures} in ${lockout.quietSeconds} s`;
const lockouts = ({ lockout, lockoutByPreset }: Capabilities): string =>
  [
    lockoutWords(lockout),
    ...Object.entries(lockoutByPreset ?? {}).map(([name, one]) => `${name}: ${lockoutWords(one)}`),
  ].join('; ');

const rows: Readonly<Record<string, (one: Capabilities) => string>> = {
  'the number on file is verified': (one) => one.numberVerified,
  'tells the number before the PIN is right': (one) => yesNo(one.numberBeforePin),
  'tells during a call that a person was disabled': (one) => yesNo(one.standing),
  'a closed account does the work of': (one) => one.decoy,
  'callers may sign in on their own screen, found in': (one) => one.signIn ?? 'no',
  'tells its own locks from wrong PINs': (one) => yesNo(one.tellsLocks),
  'tells accounts with more factors from wrong PINs': (one) => yesNo(one.tellsMoreFactors),
  "the provider's tokens": (one) => one.tokens,
  'account handle at the system of record': (one) => one.accountHandle,
  'locks by itself after': lockouts,
  'spared when it is down': () => 'yes',
  'its contract runs against': (one) => one.checkedAgainst,
};

/** The table of what each adapter can do, as Markdown. */
export const capabilityTable = (): string => {
  const all = Object.entries(capabilities);
  return [
    `| | ${all.map(([name]) => `\`${name}\``).join(' | ')} |`,
    `|---|${all.map(() => '---|').join('')}`,
    ...Object.entries(rows).map(([title, words]) => `| ${title} | ${all.map(([, one]) => words(one)).join(' | ')} |`),
  ].join('\n');
};

/** `docs/identity.md`. */
export const identityPage = (): string => `# Identity providers

Made from \`src/identity/*/capabilities.ts\` by \`npm run docs\`.

\`VOICEGRANT_IDENTITY\` names the provider that checks id and PIN. Attempts, waits and locks are ours, before any provider is
asked, and the same for all; a provider only says of one id and PIN: verified, wrong, locked, or cannot say. Callers hear
the same words after the same time for wrong, unknown, locked and disabled.

${capabilityTable()}

## How to choose, and what each costs in security

${Object.entries(capabilities)
  .map(
    ([name, one]) =>
      `### \`${name}\`\n\n${one.is} Choose it when ${one.chooseWhen}\n\n${one.costs.map((cost) => `- ${cost}`).join('\n')}`,
  )
  .join('\n\n')}

## Link first: signing in on one's own screen

Where no password may be asked by phone (a second factor, no password at all), \`VOICEGRANT_SIGN_IN\` lets the provider's own
login say who is calling. \`always\` asks every caller for their id alone; \`when_needed\` asks for a PIN first and goes this
way where the provider takes none for that account. It works at any OpenID provider with the authorization code flow
(\`VOICEGRANT_OIDC_ISSUER\`, \`_CLIENT_ID\`, \`_CLIENT_SECRET\`; register \`<issuer>/login/callback\`), and wants a directory that
knows a number on file for an id: the embedded list (\`voicegrant users add ID --signs-in-as SUB --number …\`, or
\`signs_in_as\` in an import), an LDAP directory (\`VOICEGRANT_LDAP_SIGN_IN_ATTRIBUTE\` holds what the claim
\`VOICEGRANT_SIGN_IN_CLAIM\` says), Keycloak (our client's service account needs \`view-users\`; the number is the user's attribute
\`phoneNumber\`, believed where \`phoneNumberVerified\` is \`true\`) or Entra ID (\`User.Read.All\` for our client; the number is
\`mobilePhone\`, taken on trust; persons are compared by \`oid\`). Not with Amazon Cognito or Google, whose look-up by id needs an
administrator's key that this program does not hold, and not on the Lambda host, which knows Cognito alone.

1. The caller gives an id and says what they want. The bot says that a text is on its way *if we know that id*.
2. The text goes to the number on file, as always. Its link opens the page, which asks for no digits yet: *Sign in*.
3. The login is the provider's own page: authorization code, PKCE, state, nonce, a fresh login asked for (\`prompt=login\`).
4. The ID token must name the person whose id was given. One commit then makes the caller verified, binds the grant to
   that browser's key, and the bot says so and says the six digits. From here on nothing is different.

What it costs in security, and what stands against it:

- Nobody has proved anything before the text is sent. Whoever knows an id can have a text sent to its owner: at most five ids a
  day from one number, and the account's usual limits less one text, so that the last is always the owner's own.
- Before the sign-in the call says the same words after the same time for every id there could be; why no text went is in the
  journal (\`text_withheld\`). What the owner does on the page can be heard: a sign-in, a link that was refused. A stranger
  who gets somebody to sign in knows that the id is theirs.
- A stranger who names your id and talks you into signing in has a verified call. They still have neither the link nor
  your browser: the six digits they hear open nothing but the page in front of you, which says that somebody is on the
  phone and has *I did not make this call* beside *Sign in*. The next order on that call goes to your telephone again. With
  \`VOICEGRANT_OTHER_NUMBER\` a call from another number than yours needs more.
- A grant that waits for a sign-in cannot be redeemed, spends no guesses, and takes the place of nothing its owner is doing. A
  login counts once, only in the browser that began it (a \`__Host-\` cookie), only for the key it was begun with. Three logins of
  other people end the link.
- A provider that ignores \`prompt=login\` and does not say \`auth_time\` may let an old login through: whoever holds the unlocked
  telephone is then the person. The token says \`urn:voicegrant:acr:sign-in-and-number-on-file\`, its \`amr\` what the provider said.
- A caller without the text's link has no way in: the page code said on the call is not offered before the sign-in.

## Locks: ours trips first

A provider that locks by itself would let a stranger on the phone lock a person out of their web login. So it is sent at
most its limit less two failures in a row, strangers one fewer than the number on file; further attempts are answered as
locked without asking, until the person signs in here or the provider has forgotten (its quiet time and a minute).
\`VOICEGRANT_IDENTITY_LOCKOUT\` says what your provider's policy is where it is not the one of the table: \`10/1800\` is ten
failures, forgotten half an hour after the last; \`none\` is a provider that never locks. A limit lower than the real one
costs callers waiting; a higher one costs people their web login.

What the two failures in hand do not cover: a person who mistypes at the web login more often than that while a stranger
is at it on the phone.

## What time tells

Of six classes of failure (unknown, wrong, empty, disabled, held by an operator, spent) 2,000 samples each at the port, in mixed
order, every pair judged by the area under its ROC curve, where 0.5 is not to be told apart and 0.45 to 0.55 passes
(\`test/contract/identity-timing-*.wide.test.ts\`, on a busy machine): embedded 0.496 to 0.508, cognito 0.492 to 0.510, oidc 0.495 to
0.506, google 0.496 to 0.507, ldap 0.497 to 0.505; ids named without a PIN 0.495 to 0.503.

## When a provider is down

Answers are bounded: no redirect is followed, the whole answer comes within seconds, 64 KB are read. After five failures
in a row a provider is not asked for five seconds, then one caller goes to see. What it could not answer is \`cannot say\`,
which counts for nobody and is never a yes.
`;
