import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { digitRuns, lastDigits } from '../../tools/call/heard.ts';
import { find, hasWords } from '../../tools/call/match.ts';
import { CallFileError, parseCall } from '../../tools/call/parse.ts';

const problemsOf = (text: string): readonly { line: number; message: string }[] => {
  try {
    parseCall(text);
  } catch (error) {
    if (error instanceof CallFileError) return error.problems;
    throw error;
  }
  return assert.fail('the file was read');
};

describe('the form of a call file', () => {
  it('reads every kind of step, with its line', () => {
    const steps = parseCall(
      [
        '# Anna is added',
        'lang  es',
        'from  {number}',
        'bot   *welcome*',
        'keys  {id}#',
        '',
        'says  add my wife',
        'quiet',
        'text  *https://*',
        'page  open',
        'page  open {old_link}',
        'page  open /',
        'page  digits {digits}',
        'page  fill given_name=Anna street="1 Main Street" note=""',
        'page  press "I did not make this call"',
        'page  press add',
        'page  sees *account*',
        'account has Anna Ortiz',
        'account has not Eve',
        'wait  30s',
        'wait  5 m',
        'hangs up',
        'drops',
        'ended',
      ].join('\r\n'),
    );
    assert.deepEqual(
      steps.map(({ line, action }) => [line, action]),
      [
        [2, { kind: 'lang', lang: 'es' }],
        [3, { kind: 'from', number: '{number}' }],
        [4, { kind: 'bot', pattern: '*welcome*' }],
        [5, { kind: 'keys', keys: '{id}#' }],
        [7, { kind: 'says', words: 'add my wife' }],
        [8, { kind: 'quiet' }],
        [9, { kind: 'text', pattern: '*https://*' }],
        [10, { kind: 'page open', link: '{link}' }],
        [11, { kind: 'page open', link: '{old_link}' }],
        [12, { kind: 'page open', link: '/' }],
        [13, { kind: 'page digits', digits: '{digits}' }],
        [
          14,
          {
            kind: 'page fill',
            fields: new Map([
              ['given_name', 'Anna'],
              ['street', '1 Main Street'],
              ['note', ''],
            ]),
          },
        ],
        [15, { kind: 'page press', button: 'I did not make this call' }],
        [16, { kind: 'page press', button: 'add' }],
        [17, { kind: 'page sees', pattern: '*account*' }],
        [18, { kind: 'account', has: true, what: 'Anna Ortiz' }],
        [19, { kind: 'account', has: false, what: 'Eve' }],
        [20, { kind: 'wait', seconds: 30 }],
        [21, { kind: 'wait', seconds: 300 }],
        [22, { kind: 'hangs up' }],
        [23, { kind: 'drops' }],
        [24, { kind: 'ended' }],
      ],
    );
  });

  it('tells every bad line at once, with its number and what is allowed there', () => {
    const problems = problemsOf(
      [
        'bott *welcome*',
        'bot *welcome*',
        'lang french',
        'keys twelve',
        'page close',
        'wait soon',
        'says {name}',
        'bot',
      ].join('\n'),
    );
    assert.deepEqual(
      problems.map(({ line }) => line),
      [1, 3, 4, 5, 6, 7, 8],
    );
    const [bott, lang, keys, page, wait, placeholder, bot] = problems.map(({ message }) => message);
    assert.match(String(bott), /"bott" is not a step.*lang, from, bot, keys.*hangs up/);
    assert.match(String(lang), /"en" or "es"/);
    assert.match(String(keys), /"twelve" is not keys.*keys \{id\}#/);
    assert.match(String(page), /page open, page digits, page fill, page press, page signs in, page sees/);
    assert.match(String(wait), /wait 30s/);
    assert.match(String(placeholder), /\{name\} stands for nothing.*\{number\} \{id\} \{pin\}/);
    assert.match(String(bot), /needs what the bot says/);
  });

  it('refuses fields without a value, fields given twice and words after a step that stands alone', () => {
    const problems = problemsOf('page fill Anna\npage fill a=1 a=2\nquiet please\nhangs\naccount Anna\ndrops off\n');
    assert.deepEqual(
      problems.map(({ line }) => line),
      [1, 2, 3, 4, 5, 6],
    );
  });

  it('refuses a file without a step', () => {
    assert.match(String(problemsOf('# nothing\n\n')[0]?.message), /no steps/);
  });
});

describe('what counts as the same words', () => {
  it('does not mind case, punctuation, accents or apostrophes', () => {
    assert.notEqual(find('*ANADIR a alguien*', ['¿Quiere añadir a alguien, señora?']), null);
    assert.notEqual(find("*don't share*", ['Please don’t share it.']), null);
    assert.notEqual(find('*https://*', ['Acme: https://acme.example/add_user#x']), null);
    assert.notEqual(find('*https://*', ['Acme: http://localhost:8420/add_user#x']), null);
  });

  it('lets an asterisk stand for anything, in the given order, over the end of a sentence', () => {
    assert.notEqual(find('*welcome*user id*', ['Welcome to Acme.', 'Please key your user id.']), null);
    assert.equal(find('*user id*welcome*', ['Welcome to Acme.', 'Please key your user id.']), null);
    assert.notEqual(find('to Acme please', ['Welcome to Acme.', 'Please key your user id.']), null);
  });

  it('meets an asterisk alone by any words, but not by none', () => {
    assert.notEqual(find('*', ['Hello.']), null);
    assert.equal(find('*', []), null);
  });

  it('finds words of a change whole and in any order', () => {
    const anna = ['1988-04-12', 'Ortiz', 'Anna', 'spouse'];
    assert.equal(hasWords('Anna Ortiz', anna), true);
    assert.equal(hasWords('anna ort*', anna), true);
    assert.equal(hasWords('Ann', anna), false);
    assert.equal(hasWords('Anna Eve', anna), false);
  });
});

describe('the digits an ear takes from a sentence', () => {
  it('hears digits however they are written or said', () => {
    assert.equal(lastDigits(['Your six digits are 4 8 2, 1 9 3.'], 6), '482193');
    assert.equal(lastDigits(['They are: four eight two. One nine three.'], 6), '482193');
    assert.equal(lastDigits(['Sus seis cifras son: cuatro ocho dos, uno nueve tres.'], 6), '482193');
    assert.equal(lastDigits(['482 193. Again: 482 193.'], 6), '482193');
    assert.equal(lastDigits(['482193, 482193'], 6), '482193');
  });

  it('keeps the ending of a number apart from the digits', () => {
    assert.equal(lastDigits(['A text goes to the number ending in 4 2. The digits: 4 8 2, 1 9 3.'], 6), '482193');
    assert.equal(lastDigits(['A text goes to the number ending in 4 2. 4 8 2, 1 9 3.'], 6), '482193');
  });

  it('takes the newest ones, and none where there are none', () => {
    assert.equal(lastDigits(['1 1 1 1 1 1', '2 2 2 2 2 2', 'Type the six digits'], 6), '222222');
    assert.equal(lastDigits(['Type the six digits within 5 minutes'], 6), null);
    assert.deepEqual(digitRuns('six digits, 12'), ['6', '12']);
  });
});
