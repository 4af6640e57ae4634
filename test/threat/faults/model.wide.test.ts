import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.ts';
import { tellFigure } from './sizes.ts';

for (const secondIsRight of [true, false])
  test(`I1 to I7 hold in every order when everybody may ask twice, the second browser ${secondIsRight ? 'right' : 'wrong'}`, (t) => {
    const { states, steps, fault, stuck } = explore({ secondIsRight, maxAttempts: 2, asks: 2 });
    tellFigure(t, 'states of the model', 'I1 to I7', { states, steps });
    assert.equal(fault, null);
    assert.equal(stuck, 0);
    assert.ok(states > 1_000_000);
  });

for (const secondIsRight of [true, false])
  test(`I1 to I8 hold in every order while the text is on its way, the second browser ${secondIsRight ? 'right' : 'wrong'}`, (t) => {
    const { states, steps, fault, stuck } = explore({ secondIsRight, maxAttempts: 2, asks: 1, text: true });
    tellFigure(t, 'states of the model', 'I1 to I8', { states, steps });
    assert.equal(fault, null);
    assert.equal(stuck, 0);
  });
