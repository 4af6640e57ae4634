import type { Prover } from './dpop.ts';
import { type PageData, readPage } from './page-html.ts';

/** Answer of `POST /offer/status`. */
export type OfferStatus = {
  readonly state: 'unknown' | 'offered' | 'redeemed' | 'awaiting_confirmation' | 'consumed' | 'dead';
  readonly reason?: string;
  readonly call?: 'live' | 'ended';
  readonly expires_in?: number;
  readonly called_number?: string;
  readonly started_at?: number;
  readonly transaction?: string;
  readonly lang?: string;
  readonly attempts_remaining?: number;
  readonly sign_in?: 'needed' | 'other_person' | 'done';
};

export type Redeemed = { readonly token: string; readonly ending: string };
export type Refused = { readonly error: string; readonly triesLeft: number | null };
export type Transacted = {
  readonly status: number;
  readonly message: string;
  readonly reference: string;
  readonly code: string;
  readonly faults: readonly string[];
};
const grantType = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/**
 * The requests a caller's page makes, written from the RFCs: OpenID4VCI pre-authorized code with `tx_code`, DPoP
 * (RFC 9449) with nonces, metadata (RFC 8414). Keeps the newest nonce; retries once when a nonce is asked for.
 */
export const createPageServer = async (fetch: typeof globalThis.fetch, origin: string) => {
  let nonce: string | null = null;
  const metadata = (await (await fetch(`${origin}/.well-known/oauth-authorization-server`)).json()) as {
    issuer: string;
    token_endpoint: string;
  };

  const post = async (url: string, headers: Record<string, string>, body: string): Promise<Response> => {
    const answer = await fetch(url, { method: 'POST', headers: { origin, ...headers }, body });
    nonce = answer.headers.get('dpop-nonce') ?? nonce;
    return answer;
  };
  const form = (members: Record<string, string>) => new URLSearchParams(members).toString();
  const formHeader = { 'content-type': 'application/x-www-form-urlencoded' };
  const offer = (what: 'status' | 'open' | 'decline', code: string, members: Record<string, string> = {}) =>
    post(`${origin}/offer/${what}`, formHeader, form({ 'pre-authorized_code': code, ...members }));
  const withNonce = async (send: () => Promise<Response>): Promise<Response> => {
    const before = nonce;
    const answer = await send();
    if (answer.ok || nonce === before) return answer;
    const asked = `${await answer.clone().text()} ${answer.headers.get('www-authenticate') ?? ''}`;
    return asked.includes('use_dpop_nonce') ? send() : answer;
  };

  return {
    origin,
    /** Loads a page as a browser would: the fragment stays behind. @throws Error when there is no page. */
    async load(link: string): Promise<PageData> {
      const answer = await fetch(link.split('#')[0] ?? link);
      if (!answer.ok) throw new Error(`the page answered ${answer.status}`);
      return readPage(await answer.text(), new URL(metadata.issuer).host);
    },
    async status(code: string): Promise<OfferStatus> {
      return (await (await offer('status', code)).json()) as OfferStatus;
    },
    /** A person has begun on the page. */
    async opened(code: string): Promise<void> {
      await (await offer('open', code)).text();
    },
    /** Kills the grant. Answers whether there was still one to kill. */
    async decline(code: string, reason: 'disowned' | 'declined'): Promise<boolean> {
      const answer = await offer('decline', code, { reason });
      await answer.text();
      return answer.ok;
    },
    /** Begins the login a code waits for. Answers where it is, and the cookies that come with it. */
    async beginLogin(prover: Prover, code: string): Promise<{ location: string; answer: Response }> {
      const url = `${origin}/login`;
      const answer = await withNonce(async () => {
        const proof = await prover.proof({ method: 'POST', url, nonce });
        return post(url, { ...formHeader, dpop: proof }, form({ 'pre-authorized_code': code }));
      });
      const { location = '' } = (await answer.json()) as { location?: string };
      return { location, answer };
    },
    /** Redeems the code with the six digits (OpenID4VCI §6.1). */
    async redeem(prover: Prover, code: string, digits: string): Promise<Redeemed | Refused> {
      const url = metadata.token_endpoint;
      const body = form({ grant_type: grantType, 'pre-authorized_code': code, tx_code: digits });
      const answer = await withNonce(async () => {
        const proof = await prover.proof({ method: 'POST', url, nonce });
        return post(url, { ...formHeader, dpop: proof }, body);
      });
      const said = (await answer.json()) as Record<string, unknown>;
      if (answer.ok) {
        return {
          token: String(said.access_token),
          ending: String(said.account_ending ?? ''),
        };
      }
      const left = said.tx_code_attempts_remaining;
      return { error: String(said.error), triesLeft: typeof left === 'number' && left > 0 ? left : null };
    },
    /** Sends the details; the same body again is safe. */
    async transact(prover: Prover, type: string, accessToken: string, body: string): Promise<Transacted> {
      const url = `${origin}/transactions/${type}`;
      const answer = await withNonce(async () => {
        const proof = await prover.proof({ method: 'POST', url, nonce, accessToken, body });
        return post(
          url,
          { 'content-type': 'application/json', authorization: `DPoP ${accessToken}`, dpop: proof },
          body,
        );
      });
      const said = (await answer.json()) as Record<string, unknown> & { errors?: readonly { field: string }[] };
      return {
        status: answer.status,
        message: String(said.message ?? ''),
        reference: String(said.reference ?? ''),
        code: String(said.code ?? said.error ?? ''),
        faults: (said.errors ?? []).map(({ field }) => field),
      };
    },
  };
};
