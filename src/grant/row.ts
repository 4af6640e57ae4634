import type { AccountId, CallId, Clock, GrantId, Jkt, Json, Secret, SubjectId } from '#core';
import { canonicalJson, constantTimeEqual, hmac, PortError } from '#core';
import type { DeathReason } from '#journal';
import type { Entry, Key, Store } from '#store';
import type { AuthorizationDetail } from '#token';

/**
 * One grant, one row, one state machine (DESIGN 4.3):
 * `offered → redeemed → consumed`, and from the first two to `dead(reason)`. `consumed` and `dead` are final.
 * Instants are NumericDate seconds. Holds no code and no digits: the code as a hash, the digits not at all (they are
 * derived from the grant's id with a key that is not in the store).
 */
export type Grant = {
  readonly id: GrantId;
  readonly call: CallId;
  readonly subject: SubjectId;
  readonly account: AccountId;
  readonly type: string;
  readonly detail: AuthorizationDetail;
  readonly delivery: 'link' | 'voice';
  readonly lang: string;
  readonly codeHash: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly state: 'offered' | 'redeemed' | 'consumed' | 'dead';
  readonly reason: DeathReason | null;
  /** Guesses at the digits that were reserved and not given back. */
  readonly attempts: number;
  /** Guesses that were compared and wrong; the last of them kills the grant. */
  readonly wrongs: number;
  readonly maxAttempts: number;
  readonly opened: boolean;
  readonly jkt: Jkt | null;
  readonly tokenId: string | null;
  readonly tokenIssuedAt: number | null;
  readonly amr: readonly string[];
  readonly authTime: number;
  /** The order needs a yes on the call, whatever its transaction declares. */
  readonly readBack?: true;
  /** Only where the caller had still to sign in when this was offered; until they have, nothing can be redeemed. */
  readonly signIn?: {
    /** The name the identity provider's login must answer with; null for a user id that nobody has. */
    readonly as: string | null;
    /** The browser key that signed in; no other can redeem. Null until then. */
    readonly jkt: Jkt | null;
    /** Logins of somebody else. */
    readonly refused: number;
  };
};

type Sealed = { readonly grant: Grant; readonly mac: string };

export const grantKey = (id: GrantId) => ['grant', 'row', id] as const;
export const codeKey = (codeHash: string) => ['grant', 'code', codeHash] as const;
export const liveKey = (account: AccountId) => ['grant', 'live', account] as const;

/** Is the sign-in that this grant waits for still to come? */
export const awaitsSignIn = (grant: Grant): boolean => grant.signIn !== undefined && grant.signIn.jkt === null;

/**
 * Where a grant is entered as alive. One that awaits a sign-in has a place of its own: whoever merely names a user id must
 * not take the place of, and so kill, what that user is doing.
 */
export const liveKeyOf = (grant: Grant): Key =>
  awaitsSignIn(grant) ? ['grant', 'live', 'awaits', grant.id] : liveKey(grant.account);

/** Rows outlive the grant by a day, so that the page can say what became of it. */
export const keepSeconds = 86_400;
const keepStepSeconds = 600;

/** Reads and writes grant rows under a MAC, so that a row changed in the database by hand is refused (threat T-52). */
export const createRows = (ports: { store: Pick<Store, 'get'>; clock: Clock; macKey: Secret }) => {
  const macOf = (text: string) => hmac(ports.macKey, 'grant row', text);
  // Written in canonical order, which the engines keep: then the plain text is the canonical one (as in #store's seals).
  const isGenuine = ({ grant, mac }: Sealed): boolean =>
    constantTimeEqual(macOf(JSON.stringify(grant)), mac) ||
    constantTimeEqual(macOf(canonicalJson(grant as unknown as Json)), mac);
  const open = (entry: Entry): Entry & { readonly grant: Grant } => {
    const sealed = entry.value as unknown as Sealed;
    if (!isGenuine(sealed)) {
      throw new PortError('store', 'a grant row was changed outside Voicegrant and is refused', { retryable: false });
    }
    return { ...entry, grant: sealed.grant };
  };
  return {
    open,
    /** The row, or null. @throws PortError `store` when its MAC does not match. */
    async get(id: GrantId): Promise<(Entry & { readonly grant: Grant }) | null> {
      const entry = await ports.store.get(grantKey(id));
      return entry === null ? null : open(entry);
    },
    /** The write that puts a row. */
    put(grant: Grant) {
      const text = canonicalJson(grant as unknown as Json);
      return {
        put: grantKey(grant.id),
        value: { grant: JSON.parse(text) as Json, mac: macOf(text) },
        // In whole steps, so that a row that is written twice keeps its place in the engine's list of what expires.
        expiresAt: Math.ceil(ports.clock.now() / keepStepSeconds) * keepStepSeconds + keepSeconds,
      };
    },
  };
};

export type Rows = ReturnType<typeof createRows>;
export type GrantEntry = NonNullable<Awaited<ReturnType<Rows['get']>>>;
