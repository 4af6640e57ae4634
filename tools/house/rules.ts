// The plan of the house as data: who may import whom, which package lives where, how long a file may be.
// Read together with DESIGN §3: data runs left to right and imports run the same way.

/** What a room may import besides `core`: `uses` at run time as well, `types` only as types. Sub-rooms add to their room's. */
export type RoomRule = { readonly uses: readonly string[]; readonly types?: readonly string[] };

const line = ['phone', 'conversation', 'identity', 'grant', 'message', 'page', 'token', 'transaction', 'account'];

export const rooms: Readonly<Record<string, RoomRule>> = {
  core: { uses: [] },
  aws: { uses: [] },
  store: { uses: [] },
  journal: { uses: ['store'] },
  call: { uses: ['store', 'journal'] },
  account: { uses: [] },
  'account/demo': { uses: ['store'] },
  transaction: { uses: ['account', 'call', 'journal', 'store'] },
  token: { uses: ['store', 'journal'] },
  page: { uses: [], types: ['transaction', 'call'] },
  message: { uses: ['store', 'journal'] },
  grant: { uses: ['token', 'call', 'store', 'journal'], types: ['transaction'] },
  identity: { uses: ['account', 'call', 'store', 'journal'] },
  conversation: { uses: [], types: ['call', 'journal', 'transaction'] },
  phone: { uses: ['conversation', 'call'] },
  telemetry: { uses: ['journal', 'store'], types: ['account', 'identity', 'message'] },
  http: { uses: [...line, 'call', 'journal', 'store'] },
  config: { uses: [] },
  app: { uses: [...line, 'call', 'journal', 'store', 'http', 'config', 'telemetry'] },
  host: { uses: [...line, 'call', 'journal', 'store', 'http', 'config', 'telemetry', 'app', 'aws'] },
};

/** Rooms that pick an implementation out of another room's sub-room (`#store/sqlite`). The rest take it as a port. */
export const pickers: Readonly<Record<string, (alias: string) => boolean>> = {
  app: (alias) => !alias.startsWith('#store/'),
  host: () => true,
  // One endpoint file per channel translates with that channel's own words.
  http: (alias) => alias.startsWith('#phone/'),
};

/** Where a package may be imported; a package of `src/` that is not here may be imported nowhere. Tests are free. */
export const vendors: Readonly<Record<string, readonly string[]>> = {
  jose: ['token'],
  '@node-rs/argon2': ['identity/embedded'],
  hono: ['http', 'host', 'app'],
  '@hono/node-server': ['host'],
  zod: ['config', 'transaction', 'token', 'http', 'phone', 'identity', 'account', 'message', 'page', 'app'],
  pg: ['store/postgres'],
  '@aws-sdk/*': ['store/dynamodb', 'message/sns'],
  ldapts: ['identity/ldap'],
  'openid-client': ['identity/oidc', 'identity/operator'],
  '@aws-crypto/client-node': ['phone/connect'],
  xmlbuilder: ['phone/twilio'],
};

/** Doors of the machine that only some rooms may open; the other `node:` modules are free. */
export const doors: Readonly<Record<string, readonly string[]>> = {
  'node:sqlite': ['store/sqlite'],
  'node:fs': ['config', 'host', 'store'],
  'node:fs/promises': ['config', 'host', 'store'],
  'node:child_process': [],
  'node:cluster': [],
  'node:dgram': [],
  'node:http': ['host'],
  'node:https': ['host'],
  'node:http2': ['host'],
  'node:tls': ['identity/ldap'],
};

/** A browser script is bundled, so it may take in what `src/` has not: the handset plays call files as the terminal does. */
export const bundled = { from: /^src\/phone\/handset\/screen\//, takes: /^tools\/call\// } as const;

/** The first pattern that fits gives the greatest number of lines. */
export const sizes: readonly { readonly fits: RegExp; readonly lines: number }[] = [
  { fits: /\.built\.ts$/, lines: Number.POSITIVE_INFINITY },
  { fits: /\.test\.ts$|^test\//, lines: 600 },
  { fits: /^src\/app\/index\.ts$/, lines: 150 },
  { fits: /^src\/host\//, lines: 40 },
  { fits: /./, lines: 400 },
];

/** A thing that has no room has not been understood yet. */
export const drawers = /^(utils?|helpers?|lib|common|shared|misc)$/;
/** `types` is a drawer as a folder; a file of a room's own types is not. */
export const drawerFolders = /^(utils?|helpers?|lib|common|shared|misc|types)$/;
