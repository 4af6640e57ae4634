import { type Finding, fault, ok, type Patient, reach, warning } from './finding.ts';

/** DPoP proofs are good for a minute either way; a clock further off refuses every caller. Seconds. */
const [noticed, broken] = [5, 30];

/** How far is this clock from those of the neighbours that tell theirs? */
export const checkClock = async ({ config }: Patient): Promise<Finding[]> => {
  const twilio = config.message === 'twilio' || config.twilioVoice ? [config.twilioApi] : [];
  const neighbours = [config.oidcIssuer, config.cognitoApi, config.accountUrl, ...twilio, config.issuer];
  const skews: number[] = [];
  for (const url of neighbours) {
    if (url === null) continue;
    const date = (await reach(url))?.headers.get('date');
    // Their clock tells whole seconds, and the answer took its time.
    if (date) skews.push(Math.max(0, Math.abs(Date.now() - Date.parse(date)) / 1000 - 1.5));
  }
  if (skews.length === 0)
    return [warning('clock', 'nobody to compare it with', 'make sure that this machine keeps its time by NTP')];
  const skew = Math.round(Math.max(...skews));
  const remedy = 'set this machine’s clock by NTP (chronyd, systemd-timesyncd)';
  if (skew >= broken) return [fault('clock', `${skew} seconds off: proofs and tokens would be refused`, remedy)];
  return [
    skew >= noticed ? warning('clock', `${skew} seconds off`, remedy) : ok('clock', 'agrees with the neighbours'),
  ];
};
