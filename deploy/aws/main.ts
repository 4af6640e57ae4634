// `voicegrant template`: the zips of the Lambdas and the template that names them. Needs CDK only when something the template is
// made from has changed since it was committed: another transaction, another PIN length.
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { functions } from '../../tools/bundle/functions.ts';
import { makeBundle } from '../../tools/bundle/make.ts';
import { zipOf } from '../../tools/bundle/zip.ts';
import { fingerprint } from './fingerprint.ts';

type Template = {
  readonly Metadata: { readonly Voicegrant: { readonly madeFrom: string } };
  readonly Parameters: Record<string, { Default?: string }>;
};

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const committed = path('dist/voicegrant.template.json');
const [node, cdk] = [process.execPath, path('cdk/')];

const synthesised = (pin: string): string => {
  if (!existsSync(`${cdk}node_modules`)) {
    process.stderr.write('The declarations have changed; installing CDK to make the template again.\n');
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: cdk, stdio: ['ignore', 2, 2] });
  }
  const options = {
    cwd: cdk,
    maxBuffer: 8_000_000,
    stdio: ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'],
  };
  return execFileSync(node, ['synth.ts', `--pin=${pin}`], options).toString('utf8');
};

const read = (text: string) => JSON.parse(text) as Template;
/** Makes both in the folder `out`, for PINs of `pin` digits. Answers what was made, a line each. */
export const makeTemplate = async ({ pin = '8', out = path('../../dist') } = {}): Promise<string> => {
  const known = existsSync(committed) ? readFileSync(committed, 'utf8') : null;
  const isToday = known !== null && read(known).Metadata.Voicegrant.madeFrom === fingerprint(Number(pin));
  const text = isToday ? known : synthesised(pin);
  // What is committed is the default installation; another PIN length is somebody's own.
  if (!isToday && pin === '8') {
    mkdirSync(path('dist/'), { recursive: true });
    writeFileSync(committed, text);
  }

  const zips = await Promise.all(
    functions.map(async (one) => ({ name: one.name, zip: zipOf('index.mjs', (await makeBundle(one)).text) })),
  );
  const release = hash('sha256', Buffer.concat(zips.map(({ zip }) => zip)), 'hex').slice(0, 12);
  const prefix = `voicegrant/${release}/`;
  mkdirSync(`${out}/${prefix}`, { recursive: true });
  for (const { name, zip } of zips) writeFileSync(`${out}/${prefix}${name}.zip`, zip);
  const template = read(text);
  // A new release has a new folder, which is how CloudFormation sees that code has changed.
  template.Parameters.ArtifactPrefix = { ...template.Parameters.ArtifactPrefix, Default: prefix };
  writeFileSync(`${out}/voicegrant.template.json`, `${JSON.stringify(template, null, 1)}\n`);
  return `template ${out}/voicegrant.template.json\nzips ${out}/${prefix}\nnext docs/deploy.md\n`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = { pin: { type: 'string' }, out: { type: 'string' } } as const;
  const { pin, out } = parseArgs({ options }).values;
  process.stdout.write(await makeTemplate({ ...(pin && { pin }), ...(out && { out: resolve(out) }) }));
}
