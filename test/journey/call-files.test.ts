import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfig } from '#config';
import { startNode } from '../../src/host/node/index.ts';
import { browserScreen } from '../../tools/call/browser-screen.ts';
import { connectHandset } from '../../tools/call/handset-line.ts';
import { createPageClient } from '../../tools/call/page-client.ts';
import { parseCall } from '../../tools/call/parse.ts';
import { playCall } from '../../tools/call/play.ts';
import type { Screen } from '../../tools/call/ports.ts';
import { verdictOf } from '../../tools/call/transcript.ts';
import { call } from '../../tools/call.ts';
import { closeBrowser, withPage } from '../browser/browser.ts';

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

const play = async (file: string, screen: Screen): Promise<void> => {
  const text = await readFile(join(examples, file), 'utf8');
  await withVoicegrant(async (url) => {
    const result = await playCall(parseCall(text), { ...(await connectHandset(url, fetch)), screen });
    assert.ok(result.ok, verdictOf(file, result));
  });
};

describe('every call in examples/ goes as its file says', async () => {
  for (const file of (await readdir(examples)).filter((name) => name.endsWith('.call')).sort()) {
    const text = await readFile(join(examples, file), 'utf8');
    const title = /^#\s*(.+)$/m.exec(text)?.[1] ?? '';
    it(`${file}: ${title}`, async () => {
      assert.notEqual(title, '', 'a call file opens with a comment that says what happens');
      await play(file, createPageClient(fetch));
    });
  }
});

describe('the same calls with the page in a real browser', () => {
  after(closeBrowser);
  // One of each kind: done on the page, read back on the call, without a link, stopped by the account's owner.
  for (const file of ['add-user.es.call', 'add-payee-confirmed.call', 'no-link.call', 'not-my-call.call']) {
    it(file, () => withPage((page) => play(file, browserScreen(page))));
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
