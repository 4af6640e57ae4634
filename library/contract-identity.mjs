// The door of `voicegrant/contract/identity`: the promises of a port, as a suite for an adapter of your own.
import { existsSync } from 'node:fs';

const source = new URL('../test/contract/identity.ts', import.meta.url);
const built = new URL('../dist/test/contract/identity.js', import.meta.url);

export const { identityContract } = await import((existsSync(source) ? source : built).href);
