import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normaliseTarget } from './htu.ts';

const same: readonly (readonly [string, string])[] = [
  ['http://localhost:8420/oauth/token', 'http://localhost:8420/oauth/token'],
  ['HTTP://LocalHost:80', 'http://localhost/'],
  ['https://h:443?x', 'https://h/'],
  ['https://h:80/', 'https://h:80/'],
  ['https://[::1]:443/a', 'https://[::1]/a'],
  ['https://[2001:DB8::1]/a', 'https://[2001:db8::1]/a'],
  ['https://h/a/./b/../c', 'https://h/a/c'],
  ['https://h/a/..', 'https://h/'],
  ['https://h/a/.', 'https://h/a/'],
  ['https://h/../../a', 'https://h/a'],
  ['https://h/a//b', 'https://h/a//b'],
  ['https://h/%7ea%2f%C3%a9', 'https://h/~a%2F%C3%A9'],
  ['https://%68/a', 'https://h/a'],
  ['https://h/a?b#c', 'https://h/a'],
];
for (const [url, normal] of same) {
  test(`${url} is compared as ${normal}`, () => assert.equal(normaliseTarget(url), normal));
}

for (const url of [
  '',
  'h/a',
  'ftp://h/',
  'https:///a',
  'https://:443/',
  'https://u@h/',
  'https://h/é',
  'https://h/a b',
]) {
  test(`${JSON.stringify(url)} is no target`, () => assert.equal(normaliseTarget(url), null));
}

test('what is normal stays as it is', () => {
  for (const [, normal] of same) assert.equal(normaliseTarget(normal), normal);
});
