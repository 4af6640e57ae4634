import type { ProviderVerdict } from '../verify.ts';

export type OidcPreset = 'generic' | 'entra' | 'keycloak';

const wrong: ProviderVerdict = { verdict: 'wrong' };
const locked: ProviderVerdict = { verdict: 'locked' };
const cannotSay = (reason: Extract<ProviderVerdict, { verdict: 'cannot_say' }>['reason']): ProviderVerdict => ({
  verdict: 'cannot_say',
  reason,
});

/**
 * Entra's AADSTS codes (learn.microsoft.com, "Microsoft Entra authentication & authorization error codes"). A code that is
 * not listed is `not_supported`: an account we do not understand is never a wrong PIN.
 */
const entra: Readonly<Record<string, ProviderVerdict>> = {
  '50034': wrong,
  '50126': wrong,
  '50053': locked,
  // A disabled account: said only after the right PIN, which must not be told.
  '50057': wrong,
  '50055': cannotSay('reset_required'),
  '50056': cannotSay('reset_required'),
  '50144': cannotSay('reset_required'),
  '50072': cannotSay('mfa_required'),
  '50074': cannotSay('mfa_required'),
  '50076': cannotSay('mfa_required'),
  '50079': cannotSay('mfa_required'),
  '50158': cannotSay('mfa_required'),
  '53003': cannotSay('mfa_required'),
  '65001': cannotSay('misconfigured'),
  '700016': cannotSay('misconfigured'),
  '7000215': cannotSay('misconfigured'),
  '7000218': cannotSay('misconfigured'),
  '90033': cannotSay('unavailable'),
  '50196': cannotSay('throttled'),
};

/** What a refusal at the token endpoint means. `description` is read for its codes only and goes nowhere. */
export const verdictOfRefusal = (
  preset: OidcPreset,
  status: number,
  error: string,
  description: string,
): ProviderVerdict => {
  if (status === 429) return cannotSay('throttled');
  if (status >= 500) return cannotSay('unavailable');
  if (preset === 'entra') {
    const code = /AADSTS(\d{5,7})/.exec(description)?.[1];
    if (code !== undefined) return entra[code] ?? cannotSay('not_supported');
  }
  switch (error) {
    case 'invalid_grant':
      if (preset === 'keycloak' && /not fully set up/i.test(description)) return cannotSay('reset_required');
      if (preset === 'keycloak' && /disabled/i.test(description)) return wrong;
      if (preset === 'entra') return cannotSay('not_supported');
      return wrong;
    case 'unsupported_grant_type':
    case 'interaction_required':
      return cannotSay('not_supported');
    case 'invalid_client':
    case 'unauthorized_client':
    case 'invalid_scope':
    case 'invalid_request':
      return cannotSay('misconfigured');
    case 'temporarily_unavailable':
    case 'server_error':
      return cannotSay('unavailable');
    default:
      return cannotSay('malformed');
  }
};
