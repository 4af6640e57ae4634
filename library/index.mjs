// The door of the package `voicegrant`. In a clone Node runs the sources as they are; an installed package holds them built,
// because Node strips no types under node_modules.
import { existsSync } from 'node:fs';

const source = new URL('../src/host/project/index.ts', import.meta.url);
const built = new URL('../dist/src/host/project/index.js', import.meta.url);

export const {
  ConfigError,
  createApp,
  createLog,
  defineConfig,
  defineLanguage,
  defineTransaction,
  generateKeyring,
  languageFaults,
  openKeyring,
  PortError,
  parseE164,
  parseKeyring,
  readConfig,
  Secret,
  serialiseKeyring,
  shippedTransactions,
  silentLog,
  startNode,
  stoppedClock,
  systemClock,
  systemRandom,
  WireError,
} = await import((existsSync(source) ? source : built).href);
