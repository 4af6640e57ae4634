// What every channel keeps to: a call file goes as its file says, in the same words as on the handset.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfig } from '#config';
import { startNode } from '../../src/host/node/index.ts';
import { channels, type OpenChannel } from '../../tools/call/channels.ts';
import { createPageClient } from '../../tools/call/page-client.ts';
import { parseCall } from '../../tools/call/parse.ts';
import { playCall, type Result } from '../../tools/call/play.ts';
import { verdictOf } from '../../tools/call/transcript.ts';

export type { OpenChannel } from '../../tools/call/channels.ts';
export type { Handset } from '../../tools/call/handset-line.ts';
export type { Input, PhoneLine, Said } from '../../tools/call/ports.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

const play = async (file: string, open: () => Promise<OpenChannel>): Promise<Result> => {
  const data = await mkdtemp(join(tmpdir(), 'voicegrant-channel-'));
  const channel = await open();
  try {
    const settings = { PORT: '0', VOICEGRANT_DATA: data, VOICEGRANT_STORE: 'memory', VOICEGRANT_LOG: 'off' };
    const running = await startNode(readConfig({ ...settings, ...channel.environment }), () => {});
    try {
      const world = await channel.connect(running.config.issuer, fetch);
      const steps = parseCall(await readFile(join(examples, file), 'utf8'));
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

/** What the bot says between two things that others do, without what differs from call to call. */
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

/** The promises of a channel: each of these call files (all that are shipped, unless named) gives the words it gives on the handset. */
export const channelContract = (
  name: string,
  open: () => Promise<OpenChannel>,
  { files }: { files?: readonly string[] } = {},
): void => {
  describe(`the channel ${name}`, async () => {
    const all = (await readdir(examples)).filter((file) => file.endsWith('.call')).sort();
    for (const file of files ?? all) {
      it(`plays ${file} in the same words as the handset`, async () => {
        const handset = await play(file, () => channels.handset!.open());
        assert.deepEqual(wordsOf(await play(file, open)), wordsOf(handset));
      });
    }
  });
};
