// Why this exists: prints the CloudFormation template. --nag also holds it against the rules of
// AwsSolutions and fails when one is broken without a reason; --nag=bare takes no reason, to see which are needed.
import { App } from 'aws-cdk-lib';
import { fingerprint } from '../fingerprint.ts';
import { voicegrantStack } from './stack/index.ts';

const pinLength = Number(process.argv.find((given) => given.startsWith('--pin='))?.slice(6) ?? '8');
if (!(pinLength >= 6 && pinLength <= 12)) throw new RangeError('--pin is from 6 to 12');

const app = new App({ analyticsReporting: false, treeMetadata: false });
const stack = voicegrantStack(app, pinLength);
const isBare = process.argv.includes('--nag=bare');
if (isBare || process.argv.includes('--nag')) {
  const { nag } = await import('./nag.ts');
  nag(app, stack, isBare);
}
stack.addMetadata('Voicegrant', { madeFrom: fingerprint(pinLength) });
const template = app.synth().getStackByName(stack.stackName).template as object;
process.stdout.write(`${JSON.stringify(template, null, 1)}\n`);
