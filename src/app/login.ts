import type { Config } from '#config';
import type { Clock, Log, Random } from '#core';
import type { Grants } from '#grant';
import { createLoginEndpoints, type createPageEndpoints, type Proofs } from '#http';
import { loginCallbackPath } from '#identity';
import type { Store } from '#store';
import type { Ports } from './ports.ts';
import type { Route } from './serve.ts';

type Rooms = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly grants: Grants;
  readonly proofs: Proofs;
  readonly show: ReturnType<typeof createPageEndpoints>['show'];
  readonly throttle: (client: string) => number | null;
};

/** The routes of a caller's own login; none where the settings know of none. */
export const loginRoutes = (config: Config, ports: Pick<Ports, 'login'>, rooms: Rooms): Route[] => {
  if (ports.login === undefined || config.signIn === 'never') return [];
  const { begin, callback } = createLoginEndpoints({ ...rooms, issuer: config.issuer, login: ports.login });
  return [
    ['POST', '/login', 'OpenID Connect 3.1', 'Begin the login a code waits for', begin, 'code'],
    ['GET', loginCallbackPath, 'OpenID Connect 3.1', 'Back from the login', callback, 'anyone'],
  ];
};
