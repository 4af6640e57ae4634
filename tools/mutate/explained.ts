// Changes to token/ and grant/ that no test notices, and why none can or need: each was looked at by a person. A change that
// survives and is not here fails the run; so does an entry here that fits no line any more (test/frame/mutants.test.ts).

/** A file below src/, a line of it as it is and as changed, and why nothing comes of that. */
export type Explained = readonly [file: string, from: string, to: string, why: string];

const again = 'a commit that won and is tried again finds the work done and ends';
const caught = 'what follows throws on it, inside a `try` whose `catch` refuses as well';
const oneCheck = 'a proof’s `burn` has one check: some and every are the same of one';
const timeOnly = 'work for nothing: a matter of time alone, and of less of it than a test can count';
const evenly = 'where nothing is wrong there is no fault to make up for: the lines that follow do nothing';

export const explained: readonly Explained[] = [
  ['token/access-token.ts', 'if (verdict.ok) return verdict;', 'if (Boolean(0) && verdict.ok) return verdict;', evenly],
  [
    'token/access-token.ts',
    'if (beforeClaims.has(reason)) claimsShape.safeParse(nobodys.claims);',
    'if (Boolean(0) && beforeClaims.has(reason)) claimsShape.safeParse(nobodys.claims);',
    timeOnly,
  ],
  [
    'token/client-assertion.ts',
    "if (typeof iss !== 'string' || sub !== iss || aud !== issuer) return false;",
    "if (Boolean(0) && typeof iss !== 'string' || sub !== iss || aud !== issuer) return false;",
    'no client is registered under what is not a string',
  ],
  [
    'token/keys.ts',
    "if (!isObject(jwk) || typeof jwk.d !== 'string') return null;",
    "if (!isObject(jwk) && typeof jwk.d !== 'string') return null;",
    caught,
  ],
  [
    'token/keys.ts',
    "if (!isObject(jwk) || typeof jwk.d !== 'string') return null;",
    "if (Boolean(0) && !isObject(jwk) || typeof jwk.d !== 'string') return null;",
    caught,
  ],
  [
    'token/keys.ts',
    'if (publicJwk === null) return null;',
    'if (Boolean(0) && publicJwk === null) return null;',
    caught,
  ],
  [
    'token/challenge.ts',
    'if (bytes.length !== timeBytes + randomBytes + macBytes) return null;',
    'if (Boolean(0) && bytes.length !== timeBytes + randomBytes + macBytes) return null;',
    'the MAC over the right number of bytes does not match what has another length',
  ],
  ['token/published-keys.ts', 'if (jwk === null) continue;', 'if (Boolean(0) && jwk === null) continue;', caught],
  [
    'token/key-proof.ts',
    'if (jwk === null) return invalid;',
    'if (Boolean(0) && jwk === null) return invalid;',
    'checking a signature with no key is refused as one with a bad key',
  ],
  [
    'token/proof.ts',
    "const server = request.accessToken === undefined ? 'as' : 'rs';",
    "const server = request.accessToken !== undefined ? 'as' : 'rs';",
    'two names that change places are still two',
  ],
  [
    'token/proof.ts',
    "if (jwk === null) return refused('jwk');",
    "if (Boolean(0) && jwk === null) return refused('jwk');",
    'checking a signature with no key is refused as one with a bad key, by the same word',
  ],
  [
    'token/proof.ts',
    'return found.some((entry) => entry !== null);',
    'return found.every((entry) => entry !== null);',
    oneCheck,
  ],
  ['grant/use.ts', 'if (done.ok) return;', 'if (Boolean(0) && done.ok) return;', again],
  [
    'grant/index.ts',
    'if (after === undefined || page.length < 1000) return dead;',
    'if (after === undefined && page.length < 1000) return dead;',
    'one empty page more is read before it ends',
  ],
  [
    'grant/index.ts',
    'if (after === undefined || page.length < 1000) return dead;',
    'if (Boolean(0) && after === undefined || page.length < 1000) return dead;',
    'an empty page is shorter than a thousand as well',
  ],
  [
    'grant/nobody.ts',
    'const view = corner((rows[slot] ?? sample).text);',
    'const view = corner((rows[slot] && sample).text);',
    'the rows of nobody’s grants differ in their names alone',
  ],
];
