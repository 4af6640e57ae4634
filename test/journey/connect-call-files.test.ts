// Every call file, on the handset and through the twin of Connect and Lex: the same words. Both answers Connect may give to
// a silence are played, because the documents do not say which it gives on voice.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfig } from '#config';
import { startNode } from '../../src/host/node/index.ts';
import { connectLine, startConnect } from '../../tools/call/connect-line.ts';
import { connectHandset } from '../../tools/call/handset-line.ts';
import { createPageClient } from '../../tools/call/page-client.ts';
import { parseCall } from '../../tools/call/parse.ts';
import { playCall, type Result } from '../../tools/call/play.ts';
import { verdictOf } from '../../tools/call/transcript.ts';
import { call } from '../../tools/call.ts';
import type { TwinPorts } from '../../twin/connect/connect.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const files = (await readdir(examples)).filter((name) => name.endsWith('.call')).sort();

const onHandset = async (file: string): Promise<Result> => {
  const steps = parseCall(await readFile(join(examples, file), 'utf8'));
  const data = await mkdtemp(join(tmpdir(), 'voicegrant-handset-'));
  try {
    const settings = { PORT: '0', VOICEGRANT_DATA: data, VOICEGRANT_STORE: 'memory', VOICEGRANT_LOG: 'off' };
    const running = await startNode(readConfig(settings), () => {});
    try {
      const handset = await connectHandset(running.config.issuer, fetch);
      return await playCall(steps, { ...handset, screen: createPageClient(fetch) });
    } finally {
      await running.close();
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
};

const onConnect = async (file: string, more: Partial<TwinPorts>): Promise<Result> => {
  const steps = parseCall(await readFile(join(examples, file), 'utf8'));
  const own = await startConnect({}, more);
  try {
    const handset = await connectHandset(own.url, fetch);
    return await playCall(steps, { ...handset, line: connectLine(own.twin), screen: createPageClient(fetch) });
  } finally {
    await own.close();
  }
};

/** How often the bot says that it is still there depends on how often a channel comes by, so these are passed over. */
const patience =
  /I am still here\. Take your time\.|Take your time, I will wait\. Say repeat to hear me again, or say help\./g;

/** What the bot says between two things the caller does, without what differs from call to call. */
const wordsOf = ({ steps }: Result): string[] => {
  const stretches: string[] = [''];
  for (const { who, what } of steps.flatMap(({ events }) => events)) {
    if (who === 'bot') stretches.push(`${stretches.pop()} ${what}`);
    else if (who === 'caller') stretches.push('');
  }
  return stretches.map((words) =>
    words
      .replace(/localhost:\d+/g, 'HOST')
      .replace(patience, '')
      .replace(/\d(?:,? \d)+/g, 'DIGITS')
      .replace(/\s+/g, ' ')
      .replace(/(For a new text, say: [^.]+\. To stop, say cancel, or press 2\.)(?: \1)+/g, '$1')
      .trim(),
  );
};

describe('a call file gives the same words on Connect as on the handset', () => {
  for (const file of files) {
    it(file, async () => {
      const [handset, connect] = [await onHandset(file), await onConnect(file, { silence: 'fallback' })];
      assert.ok(handset.ok, verdictOf(file, handset));
      assert.ok(connect.ok, verdictOf(file, connect));
      assert.deepEqual(wordsOf(connect), wordsOf(handset));
    });
  }
});

describe('the same calls when a silence takes the error branch', () => {
  for (const file of ['silence.call', 'add-user.call', 'expired-link.call', 'add-payee-confirmed.call']) {
    it(file, async () => {
      const result = await onConnect(file, { silence: 'error' });
      assert.ok(result.ok, verdictOf(file, result));
    });
  }
});

describe('the same calls when Lambda answers are lost and Connect asks again', () => {
  for (const file of ['add-user.call', 'add-payee-confirmed.call', 'no-link.call', 'five-wrong-digits.call']) {
    it(file, async () => {
      const fault = (invocation: number) => (invocation % 3 === 0 ? 'lost' : invocation % 7 === 0 ? 'throttled' : null);
      const [clean, faulty] = [await onConnect(file, {}), await onConnect(file, { fault })];
      assert.ok(faulty.ok, verdictOf(file, faulty));
      assert.deepEqual(wordsOf(faulty), wordsOf(clean));
    });
  }
});

describe('npm run call --on connect', () => {
  it('plays through the twin and exits 0', async () => {
    let out = '';
    const write = (text: string) => {
      out += text;
    };
    const files = [join(examples, 'ask-for-a-person.call'), '--on', 'connect'];
    assert.equal(await call(files, { out: write, err: write }), 0, out);
    assert.match(out, /puts the caller through to a person/);
    assert.doesNotMatch(out, /48291306/);
  });
});
