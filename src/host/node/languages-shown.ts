import { shipped } from '#transaction';
import type { Project } from '../project/define.ts';

const shippedNames: Readonly<Record<string, readonly [name: string, tag: string]>> = {
  en: ['English', 'en-US'],
  es: ['Español', 'es-ES'],
};

/** The languages the handset offers: names, how speech is recognised, and one way to ask for each transaction. */
export const languagesShown = (langs: readonly string[], { languages = [], transactions = shipped }: Project) =>
  langs.map((code) => {
    const own = languages.find(({ lang }) => lang === code);
    const [name, tag] = own === undefined ? (shippedNames[code] ?? [code, code]) : [own.name, own.tag];
    const wishes = transactions.flatMap(
      ({ type, words }) => (words[code] ?? own?.transactions[type])?.asks.slice(0, 1) ?? [],
    );
    return { code, name, tag, wishes };
  });
