// The door of `voicegrant/contract/channel`: the promises of a port, as a suite for an adapter of your own.
import { existsSync } from 'node:fs';

const source = new URL('../test/contract/channel.ts', import.meta.url);
const built = new URL('../dist/test/contract/channel.js', import.meta.url);

export const { channelContract } = await import((existsSync(source) ? source : built).href);
