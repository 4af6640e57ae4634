/** One Lambda function: where it begins, how large its bundle may be (bytes), and what must not be in it. */
export type Bundled = {
  readonly name: string;
  readonly entry: string;
  readonly most: number;
  readonly forbidden: readonly string[];
};

/** Words that only the given things put into a bundle. */
const never = {
  sqlite: 'node:sqlite',
  argon2: '@node-rs/argon2',
  handset: '/phone/handset',
  demo: 'acct_demo',
  console: '/console/calls',
  twilioSdk: 'RequestClient',
} as const;
const keypad = 'oaepHash';
const connect = 'DescribeContact';
const always = Object.values(never);

/**
 * The functions of the deployed system. The budgets are the first real sizes and a tenth more: an AWS SDK client costs what
 * it costs, and whatever else a function drags in shows here first.
 */
export const functions: readonly Bundled[] = [
  { name: 'web', entry: 'src/host/lambda/web.ts', most: 790_000, forbidden: [...always, keypad, connect] },
  { name: 'voice', entry: 'src/host/lambda/voice.ts', most: 1_040_000, forbidden: [...always, keypad] },
  { name: 'keypad', entry: 'src/host/lambda/keypad.ts', most: 1_440_000, forbidden: always },
  { name: 'events', entry: 'src/host/lambda/events.ts', most: 1_040_000, forbidden: [...always, keypad] },
  { name: 'sweep', entry: 'src/host/lambda/sweep.ts', most: 790_000, forbidden: [...always, keypad, connect] },
  { name: 'setup', entry: 'deploy/aws/setup/main.ts', most: 620_000, forbidden: [...always, keypad] },
];
