import * as z from 'zod';
import type { ConversationEvent } from '#conversation';
import { Secret } from '#core';

/** Absent and null mean the same in Lex events, and members we do not know come and go without a new version. */
const text = z.string().nullish();

const slot = z.looseObject({
  value: z.looseObject({ originalValue: text, interpretedValue: text }).nullish(),
});

const intent = z.looseObject({
  name: z.string(),
  slots: z.record(z.string(), slot.nullish()).nullish(),
});

const event = z.looseObject({
  messageVersion: z.string(),
  invocationSource: z.enum(['DialogCodeHook', 'FulfillmentCodeHook']),
  inputMode: z.string(),
  sessionId: z.string(),
  inputTranscript: text,
  bot: z.looseObject({ id: z.string(), aliasId: z.string(), localeId: z.string() }),
  interpretations: z
    .array(
      z.looseObject({
        intent: intent.nullish(),
        // A number today; an object with a score in older events; null in events seen from Connect.
        nluConfidence: z.union([z.number(), z.looseObject({ score: z.number() })]).nullish(),
      }),
    )
    .nullish(),
  requestAttributes: z.record(z.string(), text).nullish(),
  sessionState: z.looseObject({
    sessionAttributes: z.record(z.string(), text).nullish(),
    intent: intent.nullish(),
  }),
  transcriptions: z
    .array(z.looseObject({ transcription: text, transcriptionConfidence: z.number().nullish() }))
    .nullish(),
});

/** An event of a Lex V2 code hook, as far as we read it. */
export type LexEvent = z.output<typeof event>;

/** Reads a code hook event; null when it is not one. */
export const readLexEvent = (raw: unknown): LexEvent | null => {
  const parsed = event.safeParse(raw);
  return parsed.success ? parsed.data : null;
};

/** How sure Lex must be of a transaction before its guess counts as one more way the caller may have put it. */
const sureOfIntent = 0.8;
const mostReadings = 10;

const confidenceOf = (value: number | { score: number } | null | undefined): number =>
  typeof value === 'number' ? value : (value?.score ?? 0);

const slotValue = ({ sessionState }: LexEvent): string =>
  Object.values(sessionState.intent?.slots ?? {})
    .map((one) => one?.value?.originalValue ?? one?.value?.interpretedValue ?? '')
    .find((value) => value !== '') ?? '';

const readingsOf = ({ transcriptions, inputTranscript }: LexEvent): string[] => {
  const ranked = [...(transcriptions ?? [])]
    .sort((a, b) => (b.transcriptionConfidence ?? 0) - (a.transcriptionConfidence ?? 0))
    .map(({ transcription }) => transcription ?? '');
  return [...new Set([...ranked, inputTranscript ?? ''])].filter((reading) => reading.trim() !== '');
};

/**
 * What the caller did, as the conversation takes it: keys by `inputMode`, speech with its alternatives by confidence, an
 * empty transcript as a silence. `askOf` gives the plain words for a transaction's intent, by which what Lex understood
 * becomes one more reading of what was said. Null for an input that no telephone makes.
 */
export const heardIn = (
  lex: LexEvent,
  askOf: (intent: string) => string | null,
): Extract<ConversationEvent, { type: 'speech' | 'digits' | 'silence' }> | null => {
  const transcript = (lex.inputTranscript ?? '').trim();
  if (lex.inputMode === 'DTMF') {
    const keys = transcript === '' ? slotValue(lex) : transcript;
    return keys === '' ? { type: 'silence' } : { type: 'digits', digits: new Secret(keys) };
  }
  if (lex.inputMode !== 'Speech') return null;
  const readings = readingsOf(lex);
  if (readings.length === 0) return { type: 'silence' };
  const best = lex.interpretations?.[0];
  const meant =
    best?.intent != null && confidenceOf(best.nluConfidence) >= sureOfIntent ? askOf(best.intent.name) : null;
  const all = [...readings.slice(0, mostReadings - 1), ...(meant === null ? [] : [meant])];
  return { type: 'speech', alternatives: all.map((reading) => new Secret(reading)) };
};
