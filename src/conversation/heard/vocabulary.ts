/** What a caller can want at any step, beside what the step asked for. */
export type Wish =
  | 'person'
  | 'help'
  | 'repeat'
  | 'start_over'
  | 'cancel'
  | 'goodbye'
  | 'resend'
  | 'no_link'
  | 'english'
  | 'spanish';

/** How numbers are said. Words are without accents, as `wordsOf` gives them. */
export type NumberWords = {
  /** `zero` to `nine` and their other names. */
  readonly units: Readonly<Record<string, number>>;
  /** 10 to 19, and whatever else is one word below 100 and takes no unit after it. */
  readonly teens: Readonly<Record<string, number>>;
  /** 20, 30, … 90: a unit may follow. */
  readonly tens: Readonly<Record<string, number>>;
  /** Words that are hundreds by themselves: `doscientos`. */
  readonly hundreds: Readonly<Record<string, number>>;
  /** Multiplies what comes before it: `hundred`. */
  readonly hundred: string | null;
  readonly thousand: string;
  /** `and` in "one hundred and five", `y` in "treinta y uno". */
  readonly and: string;
  /** `double` → 2. */
  readonly repeats: Readonly<Record<string, number>>;
  /** Words a recogniser writes for a digit; taken as one only between two digits. */
  readonly homophones: Readonly<Record<string, number>>;
};

/** What is understood in one language. */
export type Vocabulary = {
  readonly numbers: NumberWords;
  /** Sounds and courtesies that mean nothing. */
  readonly fillers: ReadonlySet<string>;
  /** Words that do not help to tell one transaction from another. */
  readonly stopWords: ReadonlySet<string>;
  /** Words for the PIN: with one of them in a sentence, its digits may be a secret and are not taken for an id. */
  readonly secretWords: ReadonlySet<string>;
  /** Words that may stand before the number of a choice: "option two". */
  readonly choiceWords: ReadonlySet<string>;
  readonly ordinals: Readonly<Record<string, number>>;
  /** Tested on the whole line and on the one without fillers at its ends. */
  readonly wishes: Readonly<Record<Wish, RegExp>>;
  /** Neither yes nor no, whatever else is said. */
  readonly unsure: RegExp;
  /** Taken out first, so that "that is not right" is a no and "right" in it is not a yes. */
  readonly no: RegExp;
  readonly yes: RegExp;
  /** What the speech recogniser should expect beside the transactions. */
  readonly hints: { readonly waiting: readonly string[]; readonly answer: readonly string[] };
};
