import assert from 'node:assert/strict';
import { it } from 'node:test';
import { silentLog, stoppedClock, systemRandom } from '#core';
import { createJournal } from '#journal';
import { openMemoryStore } from '#store/memory';
import { consoleRoutes } from './console.ts';

const routes = (production: boolean) => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  return consoleRoutes(
    { production, issuer: 'https://confirm.acme.example' },
    { store, sleep: async () => undefined, random: systemRandom, log: silentLog },
    { store, journal: createJournal({ store, clock }), clock },
  );
};

it('the console is there in development and absent from production, where nobody could log in', () => {
  assert.deepEqual(
    routes(false).map(([method, path]) => `${method} ${path}`),
    ['GET /console', 'GET /console/calls', 'GET /console/calls/{id}/evidence'],
  );
  assert.deepEqual(routes(true), []);
});
