import type { Config } from '#config';
import type { Project } from '../../project/define.ts';
import { checkAccount } from './check-account.ts';
import { checkClock } from './check-clock.ts';
import { checkIdentity } from './check-identity.ts';
import { checkKeys } from './check-keys.ts';
import { checkMessage } from './check-message.ts';
import { checkOrigin } from './check-origin.ts';
import { checkProduction } from './check-production.ts';
import { checkStore } from './check-store.ts';
import { checkTexts } from './check-texts.ts';
import type { Finding, Patient } from './finding.ts';

const checks: Readonly<Record<string, (patient: Patient) => Promise<readonly Finding[]>>> = {
  settings: checkProduction,
  keys: checkKeys,
  store: checkStore,
  identity: checkIdentity,
  message: checkMessage,
  account: checkAccount,
  texts: checkTexts,
  origin: checkOrigin,
  clock: checkClock,
};

/** Examines an installation: every part, whatever the others say. `note` is told what is being looked at. */
export const examine = async (config: Config, project: Project, note: (part: string) => void): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const [part, check] of Object.entries(checks)) {
    note(part);
    findings.push(...(await check({ config, project })));
  }
  return findings;
};
