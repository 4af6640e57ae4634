import { connectHandset, type Handset } from './handset-line.ts';

/** What a channel gives the player: a line to ring on, and the mobile, account view and clock that go with it. */
export type Connect = (base: string, fetch: typeof globalThis.fetch) => Promise<Handset>;

/**
 * How each channel is reached. Null: the vendor's twin, through which a call file plays there, is not part of this
 * build. A channel joins by its entry here; nothing else in the player knows which one it is on.
 */
export const channels: Readonly<Record<string, Connect | null>> = {
  handset: connectHandset,
  twilio: null,
  connect: null,
};
