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

## Locks: ours trips first

A provider that locks by itself would let a stranger on the phone lock a person out of their web login. So it is sent at
most its limit less two failures in a row, strangers one fewer than the number on file; further attempts are answered as
locked without asking, until the person signs in here or the provider has forgotten (its quiet time and a minute).
\`VOICEGRANT_IDENTITY_LOCKOUT\` says what your provider's policy is where it is not the one of the table: \`10/1800\` is ten
failures, forgotten half an hour after the last; \`none\` is a provider that never locks. A limit lower than the real one
costs callers waiting; a higher one costs people their web login.

What the two failures in hand do not cover: a person who mistypes at the web login more often than that while a stranger
is at it on the phone.

## When a provider is down

Answers are bounded: no redirect is followed, the whole answer comes within seconds, 64 KB are read. After five failures
in a row a provider is not asked for five seconds, then one caller goes to see. What it could not answer is \`cannot say\`,
which counts for nobody and is never a yes.
`;
