// A language is whole or it is refused: nothing missing, nothing left in English, nothing that must be said left out.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApp, languageFaults } from '#app';
import { spokenFaults } from '#conversation';
import { ConfigError } from '#core';
import { pageFaults } from '#page';
import { shipped } from '#transaction';
import { french } from '../../examples/languages/fr.ts';
import { en as hearsEn } from '../../src/conversation/heard/en.ts';
import { es as hearsEs } from '../../src/conversation/heard/es.ts';
import { en as saysEn } from '../../src/conversation/locale/en.ts';
import { es as saysEs } from '../../src/conversation/locale/es.ts';
import { en as pageEn } from '../../src/page/words/en.ts';
import { es as pageEs } from '../../src/page/words/es.ts';
import { install, maria } from './installation.ts';

describe('every language that is shipped', () => {
  it('has every sentence of the telephone, none of them English', () => {
    assert.deepEqual(spokenFaults({ says: saysEs, hears: hearsEs, named: /x/ }), []);
  });
  it('has every word of the page, none of them English', () => {
    assert.deepEqual(pageFaults(pageEs), []);
  });
  it('has the words of every transaction, none of them English', () => {
    for (const { type, words } of [...shipped]) {
      assert.deepEqual(Object.keys(words), ['en', 'es'], type);
      for (const name of ['offer', 'title', 'question', 'effect', 'submit', 'done', 'readback'] as const)
        assert.notEqual(words.es?.[name], words.en?.[name], `${type} ${name}`);
    }
  });
});

describe('a language of one file', () => {
  it('is whole', () => {
    assert.deepEqual(languageFaults(french), []);
  });

  it('is refused with a sentence missing, left in English, or without the digits it must say', () => {
    const { goodbye: _, ...without } = french.says;
    const faults = (says: object) => languageFaults({ ...french, says: says as typeof french.says });
    assert.deepEqual(faults(without), ['says: goodbye is missing']);
    assert.deepEqual(faults({ ...french.says, goodbye: saysEn.goodbye }), ['says: goodbye is still English']);
    assert.deepEqual(faults({ ...french.says, digits: 'Vos chiffres.' }), ['says: digits does not say 1 2 3, 4 5 6']);
  });

  it('is refused with a word of the page missing or in English, and with a text that needs two messages', () => {
    const page = { ...french.page, go_on: '', offline: pageEn.offline };
    assert.deepEqual(languageFaults({ ...french, page }), ['page: go_on is missing', 'page: offline is still English']);
    const text = { ...french.text, link: [(brand: string, url: string) => `${brand} ${url} вот`] };
    assert.match(languageFaults({ ...french, text }).join(), /no link text fits one message/);
    const numbers = { ...french.hears.numbers, units: { un: 1 } };
    assert.match(languageFaults({ ...french, hears: { ...french.hears, numbers } }).join(), /hears no word for 7/);
  });

  it('hears what English hears, on a call of its own from the first word to the account', async () => {
    assert.deepEqual(Object.keys(french.hears.wishes), Object.keys(hearsEn.wishes));
    const house = await install({
      env: { VOICEGRANT_LANGUAGES: 'fr,en' },
      also: { languages: ['fr'] },
      ports: () => ({ languages: [french] }),
    });
    const { call_id: call, say } = await house.ring();
    assert.match(say.join(' '), /bienvenue chez Acme/);
    await house.says(call, 'un zéro zéro un, deux trois quatre cinq');
    assert.match((await house.keys(call, maria.pin)).say.join(' '), /C'est correct/);
    const offered = await house.says(call, "j'ai déménagé");
    assert.match(offered.say.join(' '), /Vos six chiffres sont/);
    assert.match(house.lastText(maria), /change_address\?fr#/);
    const page = await (await house.fetch('/change_address?fr')).text();
    assert.match(page, /<html lang="fr">.*Changer d&#?\w+;?adresse|<html lang="fr">.*Changer d'adresse/s);
  });

  it('can be asked for by its name, and only where it is spoken', async () => {
    const house = await install({
      env: { VOICEGRANT_LANGUAGES: 'en,fr' },
      also: { languages: ['fr'] },
      ports: () => ({ languages: [french] }),
    });
    const { call_id: call } = await house.ring();
    assert.match((await house.says(call, 'français')).say.join(' '), /Dites votre identifiant/);
    const { call_id: other } = await house.ring();
    assert.doesNotMatch((await house.says(other, 'español')).say.join(' '), /Diga su/);
  });

  it('without words for a transaction, or a text too long for one message, is refused at start by name', async () => {
    const wrong = { ...french, transactions: {} };
    const start = () =>
      install({
        env: { VOICEGRANT_LANGUAGES: 'fr' },
        also: { languages: ['fr'] },
        ports: () => ({ languages: [wrong] }),
      });
    await assert.rejects(start, (error: ConfigError) => /add_user has no words in fr/.test(error.message));
    const [addUser] = shipped;
    const long = { ...addUser!, type: `a${'_very_long_type_of_transaction'}`.slice(0, 32) };
    const brand = {
      VOICEGRANT_BRAND: 'B'.repeat(24),
      VOICEGRANT_ISSUER: `https://${'h'.repeat(36)}.com`,
      VOICEGRANT_LANGUAGES: 'en',
    };
    const refused = install({ transactions: [long] }).then(({ config }) =>
      createApp(
        { ...config, brand: brand.VOICEGRANT_BRAND, issuer: `https://${'h'.repeat(60)}.com`, languages: ['en'] },
        {
          transactions: [long],
        } as never,
      ),
    );
    await assert.rejects(
      refused,
      (error) => error instanceof ConfigError && /does not fit one message/.test(error.message),
    );
  });
});
