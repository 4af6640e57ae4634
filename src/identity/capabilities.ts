/** How a provider locks an account by itself: after `failures` in a row, forgotten after `quietSeconds` without a try. */
export type Lockout = { readonly failures: number; readonly quietSeconds: number };

/** What one adapter can and cannot do, as data: `docs/identity.md` is made from it and the contract suite holds it true. */
export type Capabilities = {
  /** What it is, for a person who chooses. */
  readonly is: string;
  readonly chooseWhen: string;
  readonly costs: readonly string[];
  /** Who has checked the number on file: the provider keeps a mark, keeps only checked ones, or is taken at its word. */
  readonly numberVerified: 'marked' | 'only verified ones' | 'taken on trust';
  /** Tells the number on file before the PIN is right, so that the owner's number has its own lane from the first call. */
  readonly numberBeforePin: boolean;
  /** Tells during a call that the provider has disabled the person since. */
  readonly standing: boolean;
  /** Whom the decoy for a closed account signs in as. */
  readonly decoy: 'the same account, nothing compared' | 'nobody';
  /** Where a caller who signs in on their own screen is looked up by their id, or null where that cannot be. */
  readonly signIn: string | null;
  /** Tells a lock of the provider from a wrong PIN. */
  readonly tellsLocks: boolean;
  /** Tells an account that needs more than a password from a wrong PIN. */
  readonly tellsMoreFactors: boolean;
  /** What becomes of the provider's tokens. */
  readonly tokens: 'none given' | 'revoked' | 'revoked if it can' | 'dropped';
  readonly accountHandle: 'kept' | 'attribute or derived' | 'claim or derived' | 'derived';
  /** Null when nothing but our own guard counts. */
  readonly lockout: Lockout | null;
  readonly lockoutByPreset?: Readonly<Record<string, Lockout>>;
  /** The server its contract runs against. */
  readonly checkedAgainst: string;
};
