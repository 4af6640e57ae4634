// What the player needs of the world. Whoever offers these can play every call file: the handset, a vendor's channel,
// a page in a real browser, or a script in a test.

export type Lang = string;

/** One thing the caller does on the telephone. `digits` are keys as pressed, `#` included. */
export type Input = { readonly speech: string } | { readonly digits: string } | { readonly silence: true };

/** What the bot answered: its sentences, and what it does next. `seconds` is how long it listens before a silence counts. */
export type Said = {
  readonly say: readonly string[];
  readonly next: 'listening' | 'waiting' | 'ended' | 'transferred';
  readonly seconds: number;
  /** What the caller keys or says next must not be shown. */
  readonly secret: boolean;
};

/** The caller's end of a telephone line, on any channel. One call at a time. */
export type PhoneLine = {
  dial(from: string, lang: Lang): Promise<Said>;
  turn(input: Input): Promise<Said>;
  /** `dropped`: the line is lost without a word to the other side. */
  hangUp(how: 'caller' | 'dropped'): Promise<void>;
};

export type Text = { readonly to: string; readonly body: string };

/** The caller's mobile: texts sent to a number, newest last. */
export type Texts = { to(number: string): Promise<readonly Text[]> };

/** The browser on the caller's mobile. @throws CannotDo when the screen does not offer what is asked of it. */
export type Screen = {
  /** Opens an absolute address. */
  open(link: string): Promise<void>;
  /** Types the six digits and goes on. */
  digits(digits: string): Promise<void>;
  /** Types into fields by their name in the schema; a choice is given by its value. */
  fill(fields: ReadonlyMap<string, string>): Promise<void>;
  /** Presses the button that says so; `add` is the one that sends the form, whatever it says. */
  press(button: string): Promise<void>;
  /** Presses the button that leads to the provider's own login, logs in there, and comes back. Left out by a screen that cannot leave the page. */
  signIn?(whose: 'caller' | 'somebody else'): Promise<void>;
  /** What can be read on the screen at this moment, buttons included, one sentence or label each. */
  sees(): Promise<readonly string[]>;
};

/** One change at the system of record. */
export type Change = { readonly action: string; readonly input: Readonly<Record<string, unknown>> };

/** The demo caller's account at the system of record; oldest change first. */
export type AccountView = { changes(): Promise<readonly Change[]> };

/** Time: `now()` in seconds of any origin, `advance` moves the server's clock, `pause` lets real milliseconds pass. */
export type PlayerClock = {
  now(): number;
  advance(seconds: number): Promise<void>;
  pause(ms: number): Promise<void>;
};

/** The demo caller, and the address that `page open /` means. */
export type Demo = { readonly id: string; readonly pin: string; readonly number: string; readonly home: string };

export type Ports = {
  readonly line: PhoneLine;
  readonly screen: Screen;
  readonly texts: Texts;
  readonly record: AccountView;
  readonly clock: PlayerClock;
  readonly demo: Demo;
};

/** The caller tried something that is not possible here: no such button, no such field, no call on the line. */
export class CannotDo extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CannotDo';
  }
}

/** What came instead of what a step expected. */
export class Unmet extends Error {
  readonly came: string;

  constructor(came: string) {
    super(`not met: ${came}`);
    this.name = 'Unmet';
    this.came = came;
  }
}

/** One thing that happened, for the transcript. `at` is seconds since the first step, the moved clock included. */
export type Event = {
  readonly at: number;
  readonly who: 'caller' | 'bot' | 'text' | 'page' | 'account' | 'clock';
  readonly what: string;
};

/** Takes down one thing that happened. */
export type Note = (who: Event['who'], what: string) => void;
