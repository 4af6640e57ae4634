import { existsSync } from 'node:fs';
import { openKeyring } from '#config';
import { systemRandom } from '#core';
import { openMemoryStore } from '#store/memory';
import { openEmbedded, openVerifier } from '../identity.ts';
import { atHand, type Finding, fault, ok, type Patient } from './finding.ts';

const remedies: Readonly<Record<string, string>> = {
  oidc: 'VOICEGRANT_OIDC_ISSUER must answer /.well-known/openid-configuration and offer the password grant',
  cognito: 'check VOICEGRANT_COGNITO_API, the client id and its secret, and that the client allows USER_PASSWORD_AUTH',
  ldap: 'check VOICEGRANT_LDAP_URL, its certificate (VOICEGRANT_LDAP_CA) and the service account',
  google: 'check VOICEGRANT_GOOGLE_API_KEY and the way out to identitytoolkit.googleapis.com',
};

/** Does the identity provider answer? Asks about no user. */
export const checkIdentity = async ({ config, project }: Patient): Promise<Finding[]> => {
  if (config.identity === 'embedded' && project.verifier === undefined)
    return [ok('identity', 'embedded: as well as the store')];
  if (config.keyring === null && !existsSync(config.keyringFile) && config.production)
    return [fault('identity', 'cannot be asked without a keyring', 'make the keyring first')];
  try {
    const hand = atHand();
    const given = { ...hand, config, store: openMemoryStore(hand), keyring: openKeyring(config, systemRandom) };
    const verifier = (await project.verifier?.(given)) ?? (await openVerifier(given, openEmbedded(given)));
    if (await verifier.ready()) return [ok('identity', `${verifier.name} answers`)];
  } catch {
    // The remedy names what to look at; what the provider said may hold what it was asked.
  }
  const remedy = remedies[config.identity] ?? 'check the verifier of this project';
  return [
    fault('identity', `${config.identity} does not answer: every caller would be put through to a person`, remedy),
  ];
};
