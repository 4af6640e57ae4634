// OpenAPI 3.1: schemathesis, a fuzzer by others, reads our document and finds no 5xx and no answer that breaks its schema.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { install } from '../journey/installation.ts';
import { python } from './python.ts';

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];

test('schemathesis finds no 5xx and no answer that breaks its schema', async (t) => {
  const found = python('schemathesis==4.32.5');
  if ('why' in found) return t.skip(found.why);
  let listener: ReturnType<typeof getRequestListener> | undefined;
  const server = createServer((request, response) => listener?.(request, response));
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-schemathesis-'));
  try {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const house = await install({ env: { PORT: String(port) } });
    listener = getRequestListener((request) => house.app.fetch(request), { overrideGlobalObjects: false });
    const args = ['run', `http://127.0.0.1:${port}/openapi.json`, '--url', `http://127.0.0.1:${port}`];
    const limits = ['--max-examples', '60', '--seed', '1', '--phases', 'examples,coverage,fuzzing', '--no-color'];
    // By its interpreter: a program of this folder names the place where the folder was made.
    const program = [join(found.bin, 'python'), join(found.bin, 'schemathesis')] as const;
    const child = spawn(program[0], [program[1], ...args, ...limits, '--checks', checks.join(',')], {
      cwd: folder,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk;
      });
    }
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 0, said.slice(-6000));
    t.diagnostic(/\d+ generated[^\n]*/.exec(said)?.[0] ?? '');
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
