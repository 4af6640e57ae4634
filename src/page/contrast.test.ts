import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accentPair, contrast, grounds, nearestReadable } from './contrast.ts';

test('black on white has the greatest contrast there is, and a colour on itself none', () => {
  assert.equal(Math.round(contrast('#000000', '#ffffff')), 21);
  assert.equal(contrast('#336699', '#336699'), 1);
});

test('a brand colour that can be read on white is taken, and gets a lighter one for dark screens', () => {
  const pair = accentPair('#0b5cad');
  assert.equal(pair.light, '#0b5cad');
  assert.ok(contrast(pair.dark, grounds.dark) >= 4.5);
});

test('a brand colour that cannot be read is refused with the nearest one that can', () => {
  assert.throws(
    () => accentPair('#ffcc00'),
    /2?1\.\d\d:1 on the light ground; the nearest colour with 4\.5:1 is #[0-9a-f]{6}/,
  );
  const [, nearest = ''] = /is (#[0-9a-f]{6})/.exec(String(catching(() => accentPair('#ff8800')))) ?? [];
  assert.ok(contrast(nearest, grounds.light) >= 4.5);
  assert.deepEqual(accentPair(nearest).light, nearest);
});

test('the two colours may be given apart, and each is checked on its own ground', () => {
  assert.deepEqual(accentPair({ light: '#0b5cad', dark: '#8ec5ff' }), { light: '#0b5cad', dark: '#8ec5ff' });
  assert.throws(() => accentPair({ light: '#0b5cad', dark: '#0b5cad' }), /on the dark ground/);
});

test('what is no colour is refused', () => {
  assert.throws(() => accentPair('blue'), /not of the form/);
});

test('the nearest readable colour of every hue passes on both grounds', () => {
  for (const colour of ['#ff0000', '#00ff00', '#0000ff', '#ffff00', '#00ffff', '#ff00ff', '#808080']) {
    for (const ground of Object.values(grounds))
      assert.ok(contrast(nearestReadable(colour, ground), ground) >= 4.5, `${colour} on ${ground}`);
  }
});

const catching = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};
