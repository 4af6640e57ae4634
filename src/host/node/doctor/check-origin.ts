import { openKeyring } from '#config';
import { systemRandom } from '#core';
import { type Finding, fault, ok, type Patient, reach, warning } from './finding.ts';
import { sameKeys } from './same-keys.ts';

/** Do callers' telephones reach this installation, and no other, at the address in the texts? */
export const checkOrigin = async ({ config }: Patient): Promise<Finding[]> => {
  const { issuer, production } = config;
  const local = 'callers’ telephones cannot open an address of this machine: VOICEGRANT_ISSUER=https://…';
  const answer = await reach(`${issuer}/.well-known/oauth-authorization-server`);
  if (answer === null) {
    const remedy = 'is it started? Then check DNS, the certificate, the proxy and its way to PORT';
    return [(production ? fault : warning)('origin', `nobody answers at ${issuer}`, production ? remedy : local)];
  }
  const told = (await answer.json().catch(() => ({}))) as { issuer?: string };
  if (!answer.ok || told.issuer !== issuer) {
    const says = `what answers at ${issuer} says that it is ${told.issuer ?? 'no authorization server'}`;
    return [
      fault('origin', says, 'VOICEGRANT_ISSUER must be the address callers open, as they open it; check the proxy'),
    ];
  }
  const jwks = await reach(`${issuer}/oauth/jwks`);
  const keyring = config.keyring === null && !production ? null : openKeyring(config, systemRandom);
  if (keyring !== null && jwks !== null && !sameKeys(keyring, await jwks.json().catch(() => ({})))) {
    return [
      fault(
        'origin',
        `another installation answers at ${issuer}: its keys are not ours`,
        'check where the name and the proxy lead',
      ),
    ];
  }
  return [
    production
      ? ok('origin', `${issuer} is reached, over https, and is this installation`)
      : warning('origin', `${issuer} answers`, local),
  ];
};
