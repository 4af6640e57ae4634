// docs/deploy.md and docs/parity.md tell an operator what to type and what it gives. What they say is held against what is there.
// Whether the aws commands are ones that AWS knows, the judges say (judges.wide.test.ts).
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { functions } from '../../tools/bundle/functions.ts';
import { parseCall } from '../../tools/call/parse.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const deploy = read('docs/deploy.md');
const pages = { 'docs/deploy.md': deploy, 'docs/parity.md': read('docs/parity.md') };
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const template = JSON.parse(read('deploy/aws/dist/voicegrant.template.json')) as {
  readonly Parameters: Record<string, { readonly NoEcho?: boolean; readonly AllowedValues?: readonly string[] }>;
  readonly Outputs: Record<string, unknown>;
  readonly Resources: Record<string, { readonly Type: string }>;
};
/** The rows of the table under a heading, each as its cells. */
const tableUnder = (heading: string): string[][] =>
  (deploy.split(`\n## ${heading}\n`)[1] ?? '')
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('|---'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .slice(1);
const number = (text: string | undefined) => Number((text ?? '').replaceAll(/[*\s]/g, ''));

for (const [page, text] of Object.entries(pages)) {
  describe(page, () => {
    it('names only commands and files that are there', () => {
      const commands = [...text.matchAll(/`?(npm (?:run [\w:]+|test)|node --test)((?: -- | )[^`\n;,#]*)?/g)];
      assert.ok(commands.length >= 5);
      for (const [whole, command = '', rest = ''] of commands) {
        const script = command.replace(/^npm (?:run )?/, '');
        if (command.startsWith('npm')) assert.ok(scripts[script] !== undefined, whole);
        for (const path of rest.match(/(?:test|src|examples)\/[\w./-]+/g) ?? [])
          assert.ok(existsSync(join(root, path)), path);
      }
      for (const [, path = ''] of text.matchAll(/\]\(([\w/-]+\.md)\)/g))
        assert.ok(existsSync(join(root, 'docs', path)), path);
    });

    it('plays only call files that can be played', () => {
      for (const [, path = ''] of text.matchAll(/(examples\/[\w.-]+\.call)/g))
        assert.ok(parseCall(read(path)).length > 0);
    });
  });
}

describe('the runbook', () => {
  it('names parameters and outputs that the template has, by their values', () => {
    const named = tableUnder('Make it').flatMap(([cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''),
    );
    assert.ok(named.length >= 8);
    for (const name of named) assert.ok(template.Parameters[name] !== undefined, name);
    for (const [, name = '', value = ''] of deploy.matchAll(/`(\w+)=(\w+)`/g))
      assert.ok(template.Parameters[name]?.AllowedValues?.includes(value), `${name}=${value}`);
    for (const [, name = ''] of deploy.matchAll(/output `(\w+)`/g))
      assert.ok(template.Outputs[name] !== undefined, name);
    const alarms = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
    assert.equal(alarms.length, 9, 'nine alarms, as the runbook counts them');
    assert.equal(
      Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::SecretsManager::Secret').length,
      6,
    );
  });

  it('has a quick-create link that CloudFormation takes: known parameters, none of them secret', () => {
    const link = new URL(/https:\/\/REGION\.console[^\s`]+/.exec(deploy)?.[0] ?? '');
    const [path = '', query = ''] = link.hash.slice(1).split('?');
    const given = new URLSearchParams(query);
    assert.equal(path, '/stacks/create/review');
    assert.equal(new URL(given.get('templateURL') ?? '').pathname, '/voicegrant.template.json');
    assert.equal(given.get('stackName'), 'voice-auth-stack');
    for (const name of [...given.keys()].filter((key) => key.startsWith('param_'))) {
      const parameter = template.Parameters[name.slice(6)];
      assert.ok(parameter !== undefined && parameter.NoEcho !== true, name);
    }
  });

  it('adds a call up rightly: each row by its count and price, all rows to the whole', () => {
    const rows = tableUnder('What a call costs');
    const priced = rows.slice(0, -1).map(([, count = '', price = '', usd]) => {
      const prices = price.split(' + ').map(Number);
      const counts = count.split(' + ').map(Number);
      const sum = prices.reduce((total, one, n) => total + one * (counts[n] ?? counts[0] ?? 0), 0);
      assert.equal(number(usd), Number(sum.toFixed(4)), count);
      return number(usd);
    });
    assert.equal(priced.length, 8);
    const whole = priced.reduce((sum, one) => sum + one, 0);
    assert.equal(number(rows.at(-1)?.[3]), Number(whole.toFixed(4)));
  });

  it('tells the limits of the bundles as they are, and names every function', () => {
    const rows = tableUnder('Sizes and start').filter((cells) => cells.length === 4);
    assert.deepEqual(
      rows.map(([name, , , limit]) => [name, number(limit)]),
      functions.map(({ name, most }) => [name, most]),
    );
    for (const [, bytes, compressed, limit] of rows)
      assert.ok(number(compressed) < number(bytes) && number(bytes) <= number(limit));
  });
});
