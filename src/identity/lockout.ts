import type { Lockout } from './capabilities.ts';
import { capabilities, type ProviderName } from './providers.ts';

/** Failures of a provider's own limit that are left to its own web login. */
const margin = 2;
/** Their clock may be behind ours, and their count begins when our question arrives. Seconds. */
const clockMarginSeconds = 60;

/** What has been sent to a provider about one account since its last success, as far as the provider may have counted it. */
export type Forwarded = { readonly failures: number; readonly lastAt: number };

/** How many failures in a row a provider is sent: all lanes together, and strangers, who leave the owner's number one. */
export const forwardLimits = ({ failures }: Lockout): { readonly known: number; readonly stranger: number } => {
  const known = Math.max(1, failures - margin);
  return { known, stranger: Math.max(1, known - 1) };
};

/** When the provider has forgotten what was forwarded; NumericDate seconds. */
export const forgottenByProviderAt = (lastAt: number, { quietSeconds }: Lockout): number =>
  lastAt + quietSeconds + clockMarginSeconds;

/**
 * The provider's lockout that `wish` names: `provider` for what the capability table says, `none`, or `failures/seconds`.
 * `preset` is the way an OpenID provider is spoken to.
 */
export const lockoutOf = (provider: ProviderName, preset: string, wish: string): Lockout | null => {
  if (wish === 'none' || provider === 'embedded') return null;
  const [failures, quietSeconds] = wish.split('/').map(Number);
  if (failures !== undefined && quietSeconds !== undefined) return { failures, quietSeconds };
  const { lockout, lockoutByPreset } = capabilities[provider];
  return lockoutByPreset?.[preset] ?? lockout;
};
