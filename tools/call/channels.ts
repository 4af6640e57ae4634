import { openConnect } from './connect-line.ts';
import { connectHandset, type Handset } from './handset-line.ts';
import type { OwnServer } from './server.ts';
import { openTwilio } from './twilio-line.ts';

/** What a channel gives the player: a line to ring on, and the mobile, account view and clock that go with it. */
export type Connect = (base: string, fetch: typeof globalThis.fetch) => Promise<Handset>;

/** A channel for one server: the settings that server must be started with, and how to connect once it runs. */
export type OpenChannel = {
  readonly environment: Readonly<Record<string, string>>;
  /** Starts the server where another way than a process of its own is needed. */
  readonly start?: (environment: NodeJS.ProcessEnv) => Promise<OwnServer>;
  readonly connect: Connect;
  close(): Promise<void>;
};

/** `needsOwnServer`: the vendor's twin and the server must know each other, so it plays only on a server started here. */
export type Channel = { readonly needsOwnServer: boolean; open(): Promise<OpenChannel> };

/**
 * How each channel is reached. Null: the vendor's twin, through which a call file plays there, is not part of this
 * build. A channel joins by its entry here; nothing else in the player knows which one it is on.
 */
export const channels: Readonly<Record<string, Channel | null>> = {
  handset: {
    needsOwnServer: false,
    open: async () => ({ environment: {}, connect: connectHandset, close: async () => {} }),
  },
  twilio: { needsOwnServer: true, open: () => openTwilio() },
  connect: { needsOwnServer: true, open: openConnect },
};
