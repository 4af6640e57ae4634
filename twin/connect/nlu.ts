import type { BotLocale, Intent } from '../../deploy/aws/bot/definition.ts';

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}{}]+/gu, ' ')
    .trim();

/** The pattern a value of this slot must match, by the slot's type. */
export const slotPattern = (locale: BotLocale, slotTypeName: string): RegExp => {
  const type = locale.SlotTypes.find(({ Name }) => Name === slotTypeName);
  return new RegExp(`^(?:${type?.ValueSelectionSetting.RegexFilter.Pattern ?? '.{1,30}'})$`);
};

export type Understood = {
  readonly intent: Intent;
  readonly slots: Readonly<Record<string, string>>;
  readonly sure: number;
};

/**
 * What intent an utterance is of. The twin knows only what is declared: an utterance word for word, slots by their
 * pattern. Lex understands more; nothing in a test may hang on that.
 */
export const understand = (locale: BotLocale, utterance: string): Understood => {
  const said = plain(utterance);
  for (const intent of locale.Intents) {
    for (const { Utterance } of intent.SampleUtterances ?? []) {
      const names: string[] = [];
      const pattern = plain(Utterance.replace(/\{(\w+)\}/g, ' { } ')).replace(/\s*\{ \}\s*/g, '{}');
      for (const [, name] of Utterance.matchAll(/\{(\w+)\}/g)) names.push(name ?? '');
      const parts = pattern.split('{}').map((part) => part.trim());
      const match = new RegExp(`^${parts.join(names.length > 0 ? ' ?(\\S+) ?' : '')}$`, 'u').exec(said);
      if (match === null) continue;
      const slots = Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? '']));
      const fits = Object.entries(slots).every(([name, value]) => {
        const type = intent.Slots?.find((slot) => slot.Name === name)?.SlotTypeName ?? '';
        return slotPattern(locale, type).test(value);
      });
      if (fits) return { intent, slots, sure: 1 };
    }
  }
  const fallback = locale.Intents.find(
    ({ ParentIntentSignature }) => ParentIntentSignature === 'AMAZON.FallbackIntent',
  );
  if (fallback === undefined) throw new TypeError('the bot has no fallback intent');
  return { intent: fallback, slots: {}, sure: 0 };
};
