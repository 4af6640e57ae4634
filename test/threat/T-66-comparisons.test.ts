// T-66. Attacker: measures how long a comparison takes, to learn a secret letter by letter.
// Control: codes are looked up by their hash; everything secret is compared by `constantTimeEqual` over fixed lengths
// (src/core/hash.ts). Failure would show as a secret compared with ===, or a comparison that ends at the first difference.
// (Timing, measured: T-66-comparisons.wide.test.ts.)
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { constantTimeEqual } from '#core';
import { tell } from './tell.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

test('no MAC, seal, digest of a secret or revealed secret is compared with an operator', (t) => {
  const secret = /(?:\.reveal\(\)|\bmac\b|\bseal\b|\bsignature\b|macOf\([^)]*\)|sealOf\([^)]*\))/;
  const found: string[] = [];
  let lines = 0;
  for (const file of globSync('src/**/*.ts', { cwd: root })) {
    if (/\.(test|built)\.ts$|\/script\/|\/screen\//.test(file)) continue;
    for (const line of read(file).split('\n')) {
      if (!/[!=]==/.test(line) || !secret.test(line)) continue;
      lines += 1;
      // Against nothing, or of a length, is no comparison of a secret.
      const sides = line.split(/[!=]==/);
      if (sides.some((side) => /^\s*(?:undefined\b|null\b|'[^']*'|\d+\b)|\.length|typeof|\.size/.test(side))) continue;
      if (sides.slice(0, -1).every((side) => !secret.test(side.slice(-60)))) continue;
      found.push(`${file}: ${line.trim()}`);
    }
  }
  assert.deepEqual(found, []);
  tell(t, 'T-66', Math.max(1, lines), found.length);
});

test('where secrets are compared, it is by the one function, and that is by the platform’s', () => {
  const compares = [
    'src/grant/redeem.ts',
    'src/grant/row.ts',
    'src/store/seal.ts',
    'src/identity/embedded/pin-hash.ts',
    'src/token/nonce.ts',
    'src/phone/twilio/signature.ts',
  ];
  for (const file of compares) assert.match(read(file), /constantTimeEqual\(|timingSafeEqual\(/, file);
  assert.match(read('src/core/hash.ts'), /left\.length === right\.length && timingSafeEqual\(left, right\)/);
});

test('equal is equal, and nothing else is', () => {
  for (const [a, b] of [
    ['', 'a'],
    ['abc', 'abd'],
    ['abc', 'ab'],
    ['é', 'e\u0301'],
    ['402913', '402914'],
    ['402913', '402913 '],
  ] as const) {
    assert.equal(constantTimeEqual(a, b), false);
    assert.equal(constantTimeEqual(b, a), false);
    assert.equal(constantTimeEqual(a, a), true);
  }
});
