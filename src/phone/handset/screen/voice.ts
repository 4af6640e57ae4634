// The browser's own speech, where it has any. Nothing depends on it: every word is also a caption, and can be typed.

type Heard = { readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }>> };
type Recognition = {
  lang: string;
  interimResults: boolean;
  onresult: ((event: Heard) => void) | null;
  onend: (() => void) | null;
  onerror: (() => void) | null;
  start(): void;
  abort(): void;
};

const recognitionOf = (): (new () => Recognition) | undefined => {
  const names = window as unknown as Record<string, (new () => Recognition) | undefined>;
  return names['SpeechRecognition'] ?? names['webkitSpeechRecognition'];
};

export const canHear = (): boolean => recognitionOf() !== undefined;
export const canSpeak = (): boolean => 'speechSynthesis' in window && 'SpeechSynthesisUtterance' in window;

/** Says sentences aloud after what is being said. */
export const speak = (sentences: readonly string[], tag: string): void => {
  for (const sentence of sentences) {
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.lang = tag;
    speechSynthesis.speak(utterance);
  }
};

/** Stops speaking: the caller goes on, or the call is over. */
export const hush = (): void => {
  if (canSpeak()) speechSynthesis.cancel();
};

/** Listens for one sentence. Answers how to stop; `done` comes once, with null when nothing was heard. */
export const hear = (tag: string, done: (sentence: string | null) => void): (() => void) => {
  const Recogniser = recognitionOf();
  if (Recogniser === undefined) return () => done(null);
  const recogniser = new Recogniser();
  let told = false;
  const tell = (sentence: string | null) => {
    if (!told) done(sentence);
    told = true;
  };
  recogniser.lang = tag;
  recogniser.interimResults = false;
  recogniser.onresult = (event) => tell(event.results[0]?.[0]?.transcript ?? null);
  recogniser.onend = () => tell(null);
  recogniser.onerror = () => tell(null);
  recogniser.start();
  return () => recogniser.abort();
};
