/** Everything the page says that does not belong to one transaction. `{…}` places are filled by the script. */
export type PageWords = {
  readonly on_call: string;
  readonly call_over: string;
  readonly minutes_left: string;
  readonly minute_left: string;
  readonly seconds_left: string;
  readonly reading: string;
  readonly called: string;
  readonly called_us: string;
  readonly digits: string;
  readonly digits_text: string;
  readonly again: string;
  readonly again_text: string;
  readonly only_here: string;
  readonly go_on: string;
  readonly not_me: string;
  readonly digits_few: string;
  readonly digits_wrong: string;
  readonly digits_wrong_last: string;
  readonly repeat: string;
  readonly repeat_text: string;
  readonly home_title: string;
  readonly home_intro: string;
  readonly home_digits: string;
  readonly home_few: string;
  readonly home_wrong: string;
  readonly account: string;
  readonly optional: string;
  readonly choose: string;
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly calendar: string;
  readonly required: string;
  readonly choose_one: string;
  readonly short: string;
  readonly long: string;
  readonly leave_out: string;
  readonly bad: string;
  readonly date: string;
  readonly date_none: string;
  readonly date_past: string;
  readonly number: string;
  readonly least: string;
  readonly most: string;
  readonly email: string;
  readonly iban: string;
  readonly one_problem: string;
  readonly problems: string;
  readonly cancel: string;
  readonly sending: string;
  readonly still_sending: string;
  readonly offline: string;
  readonly waiting_title: string;
  readonly waiting: string;
  /** Only where callers may have to sign in before the digits. */
  readonly login?: { readonly button: string; readonly why: string; readonly other: string };
  readonly reference: string;
  readonly done_back: string;
  readonly done_over: string;
  readonly close: string;
  readonly late: string;
  readonly no_script_title: string;
  readonly no_script: string;
  /** The screens nothing follows: the news, and what to do now. */
  readonly ends: { readonly [End in PageEnd]: readonly [title: string, advice: string] };
};

/** Every way the page can end other than with a receipt; a grant's death reasons have their own names. */
export type PageEnd =
  | 'already'
  | 'attempts_spent'
  | 'cancelled'
  | 'declined'
  | 'disowned'
  | 'ended'
  | 'expired'
  | 'failed'
  | 'incomplete'
  | 'locked'
  | 'refused'
  | 'replaced'
  | 'unknown'
  | 'unsupported'
  | 'used';
