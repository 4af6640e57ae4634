// The door of `voicegrant/contract/message`: the promises of a port, as a suite for an adapter of your own.
import { existsSync } from 'node:fs';

const source = new URL('../test/contract/message.ts', import.meta.url);
const built = new URL('../dist/test/contract/message.js', import.meta.url);

export const { messageContract } = await import((existsSync(source) ? source : built).href);
