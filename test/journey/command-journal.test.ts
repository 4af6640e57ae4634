import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createDesk } from './command-run.ts';

describe('voicegrant journal, beside a server that is running', () => {
  const desk = createDesk();
  let server: ReturnType<typeof desk.start>;
  let issuer = '';
  let call = '';

  before(async () => {
    server = desk.start(['start'], { PORT: '0', VOICEGRANT_LOG: 'off' });
    let printed = '';
    for await (const chunk of server.stdout) {
      printed += chunk;
      if (/^number /m.test(printed)) break;
    }
    issuer = /^issuer (\S+)$/m.exec(printed)?.[1] ?? '';
    const begun = await fetch(`${issuer}/phone/handset/calls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: '+15555550142' }),
    });
    call = ((await begun.json()) as { call_id: string }).call_id;
    await fetch(`${issuer}/phone/handset/calls/${call}`, { method: 'DELETE' });
  });
  after(async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    }
    desk.clear();
  });

  it('verifies it while it runs', async () => {
    const { code, out } = await desk.run(['journal', 'verify', '--data', desk.data], { env: { VOICEGRANT_DATA: '' } });
    assert.equal(code, 0, out);
    assert.match(out, /^1 call, \d+ entries, \d+ checkpoints?: no fault\.$/m);
  });

  it('exports one call and everything, to be verified with the published keys alone', async () => {
    const jwks = join(desk.folder, 'jwks.json');
    writeFileSync(jwks, await (await fetch(`${issuer}/oauth/jwks`)).text());
    const everything = await desk.run(['journal', 'export']);
    const one = await desk.run(['journal', 'export', '--call', call]);
    for (const { code, out } of [everything, one]) {
      assert.equal(code, 0);
      const file = join(desk.folder, 'export.ndjson');
      writeFileSync(file, out);
      const clean = { VOICEGRANT_DATA: join(desk.folder, 'elsewhere') };
      assert.equal((await desk.run(['journal', 'verify', '--file', file, '--jwks', jwks], { env: clean })).code, 0);
      assert.equal(existsSync(clean.VOICEGRANT_DATA), false);
      writeFileSync(file, out.replace('"handset"', '"twilio"'));
      const tampered = await desk.run(['journal', 'verify', '--file', file, '--jwks', jwks, '--json'], { env: clean });
      assert.equal(tampered.code, 1);
      const { ok, faults } = JSON.parse(tampered.out);
      assert.equal(ok, false);
      assert.equal(faults[0].where, `${call} entry 1`);
    }
    assert.equal((await desk.run(['journal', 'export', '--call', 'call_nobody'])).code, 2);
    assert.equal((await desk.run(['journal', 'verify', '--file', 'x'])).code, 2);
  });

  it('stops the server with a signal, which answers what is under way and leaves nothing uncheckpointed', async () => {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    await assert.rejects(fetch(`${issuer}/healthz`));
    const { code, out } = await desk.run(['journal', 'verify', '--json']);
    assert.equal(code, 0);
    const { open, checkpoints } = JSON.parse(out);
    assert.deepEqual([open, checkpoints > 0], [0, true]);
  });

  it('shows with the anchor that checkpoints are gone from the database', async () => {
    const anchor = join(desk.folder, 'kept-outside.log');
    const lines = readFileSync(join(desk.data, 'checkpoints.log'), 'utf8');
    writeFileSync(anchor, lines);
    assert.equal((await desk.run(['journal', 'verify', '--anchor', anchor])).code, 0);
    const elsewhere = join(desk.folder, 'restored');
    const env = { VOICEGRANT_DATA: elsewhere, VOICEGRANT_KEYRING_FILE: join(desk.data, 'keyring.json') };
    await desk.run(['users', 'add', '20054321', '--name', 'Ann'], { env });
    assert.equal((await desk.run(['journal', 'verify'], { env })).code, 0);
    const { code, out } = await desk.run(['journal', 'verify', '--anchor', anchor], { env });
    assert.equal(code, 1);
    assert.match(out, /^anchor line 1: checkpoint 1 was kept outside .* rolled back$/m);
    // A line that is being written at this moment is not a fault.
    writeFileSync(anchor, `${lines}eyJhbG`);
    assert.equal((await desk.run(['journal', 'verify', '--anchor', anchor])).code, 0);
  });
});
