import type { Call } from '#call';
import { isLive } from '#call';
import type { Clock } from '#core';
import { WireError } from '#core';
import type { Grants, Standing } from '#grant';
import type { Orders } from '#transaction';
import { readForm } from './body.ts';
import type { Endpoint } from './endpoint.ts';
import { nonceHeader, type Proofs } from './proof.ts';
import { empty, json } from './respond.ts';

type Ports = {
  readonly grants: Grants;
  readonly orders: Orders;
  readonly proofs: Pick<Proofs, 'nonce'>;
  readonly clock: Clock;
  /** Somebody asks for codes that do not exist: seconds to wait, or null. */
  readonly throttleUnknown: (client: string, unknown: boolean) => number | null;
};

const requireCode = (form: ReadonlyMap<string, string>): string => {
  const code = form.get('pre-authorized_code');
  if (code === undefined || code.length > 128) throw new WireError('invalid_request', 'code');
  return code;
};

const stateOf = async (ports: Ports, { grant, reason }: Standing): Promise<string> => {
  if (grant.state === 'consumed') return 'consumed';
  if (reason !== null) return 'dead';
  if (grant.state !== 'redeemed') return grant.state;
  const order = await ports.orders.get(grant.id);
  return order?.state === 'awaiting' ? 'awaiting_confirmation' : 'redeemed';
};

/** How the sign-in that a grant waits for stands: `other_person` after a login of somebody else. */
const signInOf = ({ jkt, refused }: NonNullable<Standing['grant']['signIn']>): string =>
  jkt !== null ? 'done' : refused > 0 ? 'other_person' : 'needed';

/** What whoever holds the code may know: nothing about the person, nothing that helps to guess the digits. */
const describe = async (ports: Ports, standing: Standing) => {
  const { grant } = standing;
  const now = ports.clock.now();
  const call: Call | null = standing.call;
  return {
    state: await stateOf(ports, standing),
    ...(standing.reason === null ? {} : { reason: standing.reason }),
    call: call !== null && isLive(call, now) ? 'live' : 'ended',
    expires_in: Math.max(0, Math.ceil(grant.expiresAt - now)),
    ...(call?.calledNumber == null ? {} : { called_number: call.calledNumber }),
    started_at: call?.startedAt ?? grant.createdAt,
    transaction: grant.type,
    lang: grant.lang,
    ...(grant.signIn === undefined ? {} : { sign_in: signInOf(grant.signIn) }),
    attempts_remaining: Math.max(0, grant.maxAttempts - grant.attempts),
  };
};

/**
 * The page's view of its offer: `status` reads, `open` tells the bot that a human has begun, `decline` kills the grant.
 * All take the code in the body; holding the link is enough to refuse, never to accept.
 */
export const createOfferEndpoints = (ports: Ports): Record<'status' | 'open' | 'decline', Endpoint> => {
  const limit = (client: string, unknown: boolean) => {
    const wait = ports.throttleUnknown(client, unknown);
    if (wait !== null) throw new WireError('slow_down', 'throttled', { headers: { 'retry-after': String(wait) } });
  };
  return {
    async status(request, info) {
      limit(info.client, false);
      const standing = await ports.grants.look(requireCode(await readForm(request)));
      if (standing === null) limit(info.client, true);
      const body = standing === null ? { state: 'unknown' } : await describe(ports, standing);
      return json(200, body, nonceHeader(ports.proofs));
    },
    async open(request, info) {
      limit(info.client, false);
      await ports.grants.markOpened(requireCode(await readForm(request)));
      return empty(204, nonceHeader(ports.proofs));
    },
    async decline(request, info) {
      limit(info.client, false);
      const form = await readForm(request);
      const reason = form.get('reason') ?? 'disowned';
      if (reason !== 'disowned' && reason !== 'declined') throw new WireError('invalid_request', 'reason');
      const standing = await ports.grants.look(requireCode(form));
      if (standing !== null) await ports.grants.kill(standing.grant.id, reason);
      return empty(204, nonceHeader(ports.proofs));
    },
  };
};
