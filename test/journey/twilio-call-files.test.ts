// Every call file, on the handset and on Twilio: the same words. Twilio is the twin, over real sockets.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfig } from '#config';
import { startNode } from '../../src/host/node/index.ts';
import { channels } from '../../tools/call/channels.ts';
import { createPageClient } from '../../tools/call/page-client.ts';
import { parseCall } from '../../tools/call/parse.ts';
import { playCall, type Result } from '../../tools/call/play.ts';
import { verdictOf } from '../../tools/call/transcript.ts';
import { openTwilio } from '../../tools/call/twilio-line.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const files = (await readdir(examples)).filter((name) => name.endsWith('.call')).sort();

/** Plays a file on a fresh server. `told`: may Twilio be asked to speak up at once? */
const play = async (file: string, on: 'handset' | 'twilio', told: boolean): Promise<Result> => {
  const steps = parseCall(await readFile(join(examples, file), 'utf8'));
  const data = await mkdtemp(join(tmpdir(), 'voicegrant-twilio-'));
  const channel = on === 'twilio' ? await openTwilio({ updates: told }) : await channels.handset!.open();
  try {
    const settings = { PORT: '0', VOICEGRANT_DATA: data, VOICEGRANT_STORE: 'memory', VOICEGRANT_LOG: 'off' };
    const running = await startNode(readConfig({ ...settings, ...channel.environment }), () => {});
    try {
      const world = await channel.connect(running.config.issuer, fetch);
      const result = await playCall(steps, { ...world, screen: createPageClient(fetch) });
      assert.ok(result.ok, verdictOf(file, result));
      return result;
    } finally {
      await running.close();
    }
  } finally {
    await channel.close();
    await rm(data, { recursive: true, force: true });
  }
};

/** What the bot says between two things that others do, without what differs from call to call and without pauses. */
const wordsOf = ({ steps }: Result): string[] => {
  const stretches: string[] = [''];
  for (const { who, what } of steps.flatMap(({ events }) => events)) {
    if (who === 'bot') stretches.push(`${stretches.pop()} ${what}`);
    else if (who === 'caller') stretches.push('');
  }
  return stretches.map((words) =>
    words
      .replace(/localhost:\d+/g, 'HOST')
      .replace(/\d(?: \d)+/g, 'DIGITS')
      .replace(/\s+/g, ' ')
      .trim(),
  );
};

describe('a call file gives the same words on Twilio as on the handset', () => {
  for (const file of files) {
    it(file, async () => {
      const [handset, twilio] = [await play(file, 'handset', false), await play(file, 'twilio', false)];
      assert.deepEqual(wordsOf(twilio), wordsOf(handset));
    });
  }
});

describe('the same calls when Twilio is told of what happens on the page', () => {
  for (const file of ['add-user.call', 'add-payee-confirmed.call', 'expired-link.call', 'forwarded-link.call']) {
    it(file, async () => {
      await play(file, 'twilio', true);
    });
  }
});
