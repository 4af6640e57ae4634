import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseCall } from '../../tools/call/parse.ts';
import { playCall } from '../../tools/call/play.ts';
import {
  CannotDo,
  type Change,
  type Event,
  type Input,
  type Ports,
  type Said,
  type Text,
} from '../../tools/call/ports.ts';
import { lineOf, verdictOf } from '../../tools/call/transcript.ts';
import { call } from '../../tools/call.ts';

const say = (...sentences: string[]): Said => ({ say: sentences, next: 'listening', seconds: 8, secret: false });
const waiting = (...sentences: string[]): Said => ({ say: sentences, next: 'waiting', seconds: 8, secret: false });
const ends = (...sentences: string[]): Said => ({ say: sentences, next: 'ended', seconds: 0, secret: false });

/** A bot that answers turns from a list, a mobile, a screen and an account that can be looked at, and a clock that stands still. */
const fakes = (script: readonly Said[], world: { texts?: Text[]; changes?: Change[]; screens?: string[][] } = {}) => {
  const did: string[] = [];
  const turns: Input[] = [];
  const left = [...script];
  const screens = world.screens ?? [];
  const next = () => left.shift() ?? waiting();
  const ports: Ports = {
    demo: { id: '10012345', pin: '48291306', number: '+15555550142', home: 'http://localhost:8420/' },
    line: {
      async dial(from, lang) {
        did.push(`dial ${from} ${lang}`);
        return next();
      },
      async turn(input) {
        turns.push(input);
        did.push('silence' in input ? 'silence' : 'digits' in input ? `keys ${input.digits}` : `says ${input.speech}`);
        return next();
      },
      async hangUp(how) {
        did.push(`hang up ${how}`);
      },
    },
    screen: {
      async open(link) {
        did.push(`open ${link}`);
      },
      async digits(digits) {
        did.push(`digits ${digits}`);
      },
      async fill(fields) {
        did.push(`fill ${JSON.stringify(Object.fromEntries(fields))}`);
      },
      async press(button) {
        if (button === 'nothing') throw new CannotDo('no button on the screen says "nothing"');
        did.push(`press ${button}`);
      },
      sees: async () => (screens.length > 1 ? screens.shift() : screens[0]) ?? [],
    },
    texts: { to: async (number) => (world.texts ?? []).filter(({ to }) => to === number) },
    record: { changes: async () => world.changes ?? [] },
    clock: {
      now: () => 0,
      async advance(seconds) {
        did.push(`advance ${seconds}`);
      },
      async pause() {},
    },
  };
  return { ports, did, turns };
};

const play = async (text: string, fake: ReturnType<typeof fakes>) => {
  const events: Event[] = [];
  const result = await playCall(parseCall(text), fake.ports, (event) => events.push(event));
  return { result, events };
};

describe('the player on the telephone', () => {
  it('rings with the number and language of the file, before the first step that needs a call', async () => {
    const fake = fakes([say('Bienvenida')]);
    const { result } = await play('lang es\nfrom +15555550199\nbot *bienvenida*', fake);
    assert.equal(result.ok, true);
    assert.deepEqual(fake.did, ['dial +15555550199 es', 'hang up caller']);
  });

  it('rings from the demo caller’s number when the file names none', async () => {
    const fake = fakes([say('Welcome')]);
    assert.equal((await play('bot *welcome*', fake)).result.ok, true);
    assert.equal(fake.did[0], 'dial +15555550142 en');
  });

  it('skips sentences in between, and takes two expectations from one answer in their order', async () => {
    const fake = fakes([say('Welcome to Acme.', 'Calls are not recorded.', 'Please key your user id.')]);
    assert.equal((await play('bot *acme*\nbot *user id*', fake)).result.ok, true);
    const wrong = await play('bot *user id*\nbot *acme*', fakes([say('Welcome to Acme.', 'Please key your user id.')]));
    assert.equal(wrong.result.failure?.line, 2);
  });

  it('never looks past the caller’s next step, nor back before the last one', async () => {
    const { result } = await play('bot *a*\nsays x\nbot *b*', fakes([say('A', 'B'), say('C')]));
    assert.deepEqual(result.failure, { line: 3, expected: 'bot *b*', came: 'the bot said: "C"' });
    const early = fakes([say('A'), say('B')]);
    assert.equal((await play('bot *b*\nsays x', early)).result.failure?.line, 1);
    assert.deepEqual(early.turns, []);
  });

  it('sends heartbeats while the bot waits for the screen, until it says what is expected', async () => {
    const fake = fakes([waiting('A text is on its way'), waiting(), waiting('Still here'), say('Done')]);
    assert.equal((await play('bot *done*', fake)).result.ok, true);
    assert.deepEqual(fake.turns, [{ silence: true }, { silence: true }, { silence: true }]);
  });

  it('gives up after a bounded number of heartbeats', async () => {
    const fake = fakes([waiting('A text is on its way')]);
    assert.equal((await play('bot *done*', fake)).result.failure?.line, 1);
    assert.ok(fake.turns.length > 5 && fake.turns.length < 50);
  });

  it('does not press a listening bot with silences', async () => {
    const fake = fakes([say('Your user id, please')]);
    assert.equal((await play('bot *pin*', fake)).result.ok, false);
    assert.deepEqual(fake.turns, []);
  });

  it('shows a keyed PIN as dots, whoever keys it', async () => {
    const secret = { ...say('Your PIN, please'), secret: true };
    const { events } = await play(
      'keys {id}#\nkeys {pin}#\nkeys 11112222#',
      fakes([say('Id?'), secret, secret, say('No')]),
    );
    const keyed = events.filter(({ what }) => what.startsWith('keys')).map(({ what }) => what);
    assert.deepEqual(keyed, ['keys 10012345#', 'keys ••••••••#', 'keys ••••••••#']);
  });

  it('keeps quiet until the bot goes on', async () => {
    const fake = fakes([waiting('A text is on its way'), waiting(), waiting('Still here')]);
    assert.equal((await play('quiet\nbot *still here*', fake)).result.ok, true);
    assert.equal(fake.turns.length, 2);
  });

  it('moves the clock in steps of at most eight seconds with a heartbeat between', async () => {
    const fake = fakes([waiting('A text is on its way')]);
    await play('bot *text*\nwait 20s', fake);
    assert.deepEqual(fake.did.slice(1, -1), ['advance 8', 'silence', 'advance 8', 'silence', 'advance 4']);
  });

  it('reports a silence while the bot listens only when its listening time is up', async () => {
    const fake = fakes([{ ...say('Your id?'), seconds: 10 }, say('Your id?')]);
    await play('bot *id*\nwait 12s', fake);
    assert.deepEqual(fake.did.slice(1, -1), ['advance 8', 'advance 2', 'silence', 'advance 2']);
  });

  it('sends nothing more over a line that was lost', async () => {
    const fake = fakes([waiting('Hi')]);
    const { result } = await play('bot *hi*\ndrops\nwait 30s\nsays hello', fake);
    assert.equal(result.failure?.line, 4);
    assert.deepEqual(fake.did, ['dial +15555550142 en', 'hang up dropped', ...Array(3).fill('advance 8'), 'advance 6']);
  });

  it('knows whether the bot ended the call', async () => {
    assert.equal((await play('bot *bye*\nended', fakes([ends('Goodbye')]))).result.ok, true);
    assert.equal((await play('ended', fakes([waiting('Hi'), waiting(), ends('Goodbye')]))).result.ok, true);
    assert.equal((await play('ended', fakes([say('Hi')]))).result.failure?.line, 1);
    assert.equal((await play('says hi\nhangs up', fakes([say('Hi'), ends('Goodbye')]))).result.failure?.line, 2);
  });

  it('rings again when the file says so after the end', async () => {
    const fake = fakes([ends('Goodbye'), say('Welcome')]);
    assert.equal((await play('ended\nfrom {number}\nbot *welcome*', fake)).result.ok, true);
    assert.deepEqual(fake.did.slice(0, 2), ['dial +15555550142 en', 'dial +15555550142 en']);
  });
});

describe('the player with the mobile and the screen', () => {
  const link = (code: string): Text => ({
    to: '+15555550142',
    body: `Acme: http://localhost:8420/add_user#${code} Not you?`,
  });

  it('opens the newest link, or the one before, and nothing that came before the call', async () => {
    const texts = [link('yesterday')];
    const fake = fakes([waiting('The digits are 4 8 2, 1 9 3')], { texts });
    const dial = fake.ports.line.dial;
    fake.ports.line.dial = async (from, lang) => {
      texts.push(link('first'), link('second'));
      return dial(from, lang);
    };
    const { result } = await play('text *http*\ntext *http*\npage open\npage open {old_link}', fake);
    assert.equal(result.failure, undefined);
    assert.deepEqual(
      fake.did.filter((step) => step.startsWith('open')),
      ['open http://localhost:8420/add_user#second', 'open http://localhost:8420/add_user#first'],
    );
  });

  it('says that no text came', async () => {
    const { result } = await play('text *http*', fakes([waiting('Hi')]));
    assert.deepEqual(result.failure, { line: 1, expected: 'text *http*', came: 'no text came' });
  });

  it('types the digits the bot said, or six others', async () => {
    const fake = fakes([waiting('Type these: 4 8 2, 1 9 9')]);
    await play('page digits {wrong_digits}\npage digits {digits}', fake);
    assert.deepEqual(
      fake.did.filter((step) => step.startsWith('digits')),
      ['digits 482190', 'digits 482199'],
    );
  });

  it('takes the digits from the text when the text brings them and no link', async () => {
    const texts: Text[] = [];
    const fake = fakes([waiting('The page code is 1 2 3 4, 5 6 7 8')], { texts });
    const dial = fake.ports.line.dial;
    fake.ports.line.dial = async (from, lang) => {
      texts.push({ to: '+15555550142', body: 'Acme: your six digits are 482193. Type them only at localhost:8420' });
      return dial(from, lang);
    };
    const { result } = await play('page open /\npage fill code={page_code}\npage digits {digits}', fake);
    assert.equal(result.failure, undefined);
    assert.deepEqual(
      fake.did.filter((step) => /^(open|fill|digits)/.test(step)),
      ['open http://localhost:8420/', 'fill {"code":"12345678"}', 'digits 482193'],
    );
  });

  it('lets the bot follow along between the caller’s steps on the page', async () => {
    const fake = fakes([waiting('Type 4 8 2, 1 9 3'), waiting('I can see you have opened the link')]);
    const { result } = await play('page digits {digits}\npage press add\nbot *opened the link*', fake);
    assert.equal(result.ok, true);
  });

  it('looks at the screen until it shows what is expected, or says what it shows', async () => {
    const screens = [['One moment'], ['One moment'], ['Anna Ortiz is now on your account', 'Reference 7KQ4-2M']];
    assert.equal((await play('page sees *now on your account*', fakes([waiting('Hi')], { screens }))).result.ok, true);
    const { result } = await play('page sees *done*', fakes([waiting('Hi')], { screens: [['One moment', 'Cancel']] }));
    assert.equal(result.failure?.came, 'the screen shows: One moment | Cancel');
  });

  it('fails where a button is not there', async () => {
    const { result } = await play('page press nothing', fakes([waiting('Hi')]));
    assert.equal(result.failure?.came, 'no button on the screen says "nothing"');
  });

  it('looks only at what has changed on the account since the file began', async () => {
    const changes: Change[] = [{ action: 'add_user', input: { given_name: 'Eve' } }];
    const fake = fakes([say('Hi')], { changes });
    const dial = fake.ports.line.dial;
    fake.ports.line.dial = async (from, lang) => {
      changes.push({
        action: 'add_user',
        input: { birthdate: '1988-04-12', family_name: 'Ortiz', given_name: 'Anna' },
      });
      return dial(from, lang);
    };
    assert.equal((await play('bot *hi*\naccount has Anna Ortiz\naccount has not Eve', fake)).result.ok, true);
    const { result } = await play('account has Anna', fakes([say('Hi')]));
    assert.equal(result.failure?.came, 'nothing has changed');
  });
});

describe('what the player tells', () => {
  it('prints a transcript with times, and moved time counts', async () => {
    const fake = fakes([say('Welcome')]);
    const { events } = await play('bot *welcome*\nhangs up\nwait 2m\naccount has not Eve', fake);
    assert.deepEqual(events.map(lineOf), [
      '  0:00.0  caller   rings, from +15555550142',
      '  0:00.0  bot      Welcome',
      '  0:00.0  caller   hangs up',
      '  0:00.0  ~        120 s pass',
      '  2:00.0  account  nothing has changed',
    ]);
  });

  it('names file, line, what was expected and what came', async () => {
    const { result } = await play('# one\nbot *welcom to*', fakes([say('Welcome')]));
    assert.equal(
      verdictOf('x.call', result),
      'FAIL x.call:2\n     expected  bot *welcom to*\n     came      the bot said: "Welcome"',
    );
  });

  it('gives the steps as data, without the values behind the placeholders', async () => {
    const { result } = await play('keys {pin}#\nbot *welcome*', fakes([say('PIN?'), say('Welcome')]));
    assert.deepEqual(
      result.steps.map(({ line, step, ok }) => ({ line, step, ok })),
      [
        { line: 1, step: 'keys {pin}#', ok: true },
        { line: 2, step: 'bot *welcome*', ok: true },
      ],
    );
    assert.ok(!JSON.stringify(result).includes('48291306'));
  });
});

describe('the command', () => {
  const output = () => {
    const written = { out: '', err: '' };
    return {
      written,
      out: (text: string) => {
        written.out += text;
      },
      err: (text: string) => {
        written.err += text;
      },
    };
  };
  const withFile = async (text: string, use: (file: string) => Promise<void>) => {
    const folder = await mkdtemp(join(tmpdir(), 'voicegrant-test-'));
    try {
      await writeFile(join(folder, 'a.call'), text);
      await use(join(folder, 'a.call'));
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  /** The handset's API with a bot that says one thing. */
  const withHandset = async (sentence: string, use: (url: string) => Promise<void>) => {
    const server = createServer((request, response) => {
      const path = request.url ?? '';
      const listening = ['then', 'listening'] as const;
      const answer = { say: [sentence], seconds: 8, secret: false, ...Object.fromEntries([listening]) };
      if (request.method === 'DELETE') response.writeHead(204).end();
      else if (path.endsWith('/demo')) response.end(JSON.stringify({ user_id: '1', pin: '2', number: '+15555550142' }));
      else if (path.includes('/texts')) response.end('[]');
      else if (path.includes('/accounts/')) response.end('{"ending":"4821","changes":[]}');
      else response.writeHead(201).end(JSON.stringify({ call_id: 'call_1', ...answer }));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  };

  it('exits 0 when every expectation held, and 1 with file and line when a word was wrong', async () => {
    await withHandset('Welcome to Acme', async (url) => {
      await withFile('bot *welcome*\nhangs up\n', async (file) => {
        const good = output();
        assert.equal(await call([file, '--url', url], good), 0);
        assert.match(good.written.out, /bot +Welcome to Acme/);
        assert.match(good.written.out, /ok .*2 steps/);
      });
      await withFile('bot *welcome*\nbot *farewell*\n', async (file) => {
        const bad = output();
        assert.equal(await call([file, '--url', url], bad), 1);
        assert.ok(bad.written.out.includes(`FAIL ${file}:2`));
        assert.match(bad.written.out, /expected {2}bot \*farewell\*/);
      });
    });
  });

  it('prints steps as data with --json, one document a file', async () => {
    await withHandset('Welcome to Acme', async (url) => {
      await withFile('bot *farewell*\n', async (file) => {
        const both = output();
        assert.equal(await call([file, file, '--json', '--url', url], both), 1);
        const documents = both.written.out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>);
        assert.equal(documents.length, 2);
        assert.deepEqual(documents[0]?.failure, {
          line: 1,
          expected: 'bot *farewell*',
          came: 'the bot said: "Welcome to Acme"',
        });
        assert.equal(documents[0]?.ok, false);
      });
    });
  });

  it('exits 2 for a bad file, before anything is started', async () => {
    await withFile('bot *welcome*\nbott *x*\n', async (file) => {
      const bad = output();
      assert.equal(await call([file], bad), 2);
      assert.match(bad.written.err, /a\.call:2: "bott" is not a step/);
    });
    const missing = output();
    assert.equal(await call(['nowhere.call'], missing), 2);
    assert.match(missing.written.err, /nowhere\.call: cannot be read/);
  });

  it('exits 2 for wrong usage and for a channel that is not there, and explains itself with --help', async () => {
    for (const args of [[], ['a.call', '--on', 'fax'], ['a.call', '--loud'], ['a.call', '--url', 'localhost']]) {
      assert.equal(await call(args, output()), 2, args.join(' '));
    }
    const help = output();
    assert.equal(await call(['--help'], help), 0);
    assert.match(help.written.out, /--on CHANNEL/);
  });
});
