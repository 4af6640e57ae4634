import type { AccountId, Secret, SubjectId } from '#core';
import { hmac } from '#core';

/**
 * Opaque handles for a person at a provider outside: pairwise to this installation, stable, and telling nothing (R-O10,
 * ASVS 6.8.1: the provider and its subject together are the key). `account` is the provider's own account attribute where
 * there is one, else the subject again.
 */
export const handlesOf = (
  key: Secret,
  provider: string,
  subject: string,
  account: string | null,
): { readonly subject: SubjectId; readonly account: AccountId } => ({
  subject: `sub_${hmac(key, 'subject', provider, subject)}` as SubjectId,
  account: `acct_${hmac(key, 'account', provider, account ?? subject)}` as AccountId,
});
