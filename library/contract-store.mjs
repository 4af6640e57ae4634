// The door of `voicegrant/contract/store`: the promises of a port, as a suite for an adapter of your own.
import { existsSync } from 'node:fs';

const source = new URL('../test/contract/store.ts', import.meta.url);
const built = new URL('../dist/test/contract/store.js', import.meta.url);

export const { storeContract } = await import((existsSync(source) ? source : built).href);
