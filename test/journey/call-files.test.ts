import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfig } from '#config';
import { startNode } from '../../src/host/node/index.ts';
import { connectHandset } from '../../tools/call/handset-line.ts';
import { createPageClient } from '../../tools/call/page-client.ts';
import { parseCall } from '../../tools/call/parse.ts';
import { playCall } from '../../tools/call/play.ts';
import { verdictOf } from '../../tools/call/transcript.ts';
import { call } from '../../tools/call.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

/** A whole Voicegrant on a free port, with nothing in it but the demo callers. */
const withVoicegrant = async <T>(use: (url: string) => Promise<T>): Promise<T> => {
  const data = await mkdtemp(join(tmpdir(), 'voicegrant-journey-'));
  const settings = { PORT: '0', VOICEGRANT_DATA: data, VOICEGRANT_STORE: 'memory', VOICEGRANT_LOG: 'off' };
  try {
    const running = await startNode(readConfig(settings), () => {});
    try {
      return await use(running.config.issuer);
    } finally {
      await running.close();
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
};

describe('every call in examples/ goes as its file says', async () => {
  for (const file of (await readdir(examples)).filter((name) => name.endsWith('.call')).sort()) {
    const text = await readFile(join(examples, file), 'utf8');
    const title = /^#\s*(.+)$/m.exec(text)?.[1] ?? '';
    it(`${file}: ${title}`, async () => {
      assert.notEqual(title, '', 'a call file opens with a comment that says what happens');
      await withVoicegrant(async (url) => {
        const handset = await connectHandset(url, fetch);
        const result = await playCall(parseCall(text), { ...handset, screen: createPageClient(fetch) });
        assert.ok(result.ok, verdictOf(file, result));
      });
    });
  }
});

describe('npm run call', () => {
  it('starts a server of its own, plays the call, and exits 0', async () => {
    let out = '';
    const output = {
      out: (text: string) => {
        out += text;
      },
      err: (text: string) => {
        out += text;
      },
    };
    assert.equal(await call([join(examples, 'ask-for-a-person.call')], output), 0, out);
    assert.match(out, /keys ••••••••#/);
    assert.doesNotMatch(out, /48291306/);
  });
});
