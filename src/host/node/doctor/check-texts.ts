import { teach } from '#app';
import { ConfigError, Secret } from '#core';
import { compose, septets } from '#message';
import { shipped } from '#transaction';
import { type Finding, fault, ok, type Patient } from './finding.ts';

const code = new Secret('m'.repeat(43));

/** Does every text fit one message with this brand and host, in every language, for every transaction? */
export const checkTexts = async ({ config, project }: Patient): Promise<Finding[]> => {
  try {
    const { transactions, text } = teach(config, project.transactions ?? shipped, project.languages);
    const common = { brand: config.brand, origin: config.issuer, delivery: 'link' as const, code };
    const lengths = config.languages.flatMap((lang) =>
      transactions.map(({ type }) => septets(compose({ ...common, lang, type }, text).reveal()) ?? 0),
    );
    return [ok('texts', `every text fits one message: at most ${Math.max(...lengths)} of 160 characters`)];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((says) => fault('texts', says, 'shorten what it names, or add what is missing'));
  }
};
