// The door of `voicegrant/contract/account`: the promises of a port, as a suite for an adapter of your own.
import { existsSync } from 'node:fs';

const source = new URL('../test/contract/account.ts', import.meta.url);
const built = new URL('../dist/test/contract/account.js', import.meta.url);

export const { accountContract } = await import((existsSync(source) ? source : built).href);
