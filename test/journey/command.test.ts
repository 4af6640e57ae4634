import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parseKeyring } from '#config';
import { Secret } from '#core';
import { UsageError } from '../../src/host/node/command/command.ts';
import { commands } from '../../src/host/node/command/commands.ts';
import { find, helpOf } from '../../src/host/node/command/find.ts';
import { createDesk } from './command-run.ts';

const pinOf = (out: string) => /^pin (\d{8})$/m.exec(out)?.[1] ?? '';

describe('the voicegrant command', () => {
  const desk = createDesk();
  after(desk.clear);

  it('explains every command, and itself', async () => {
    const { code, out, err } = await desk.run(['--help']);
    assert.deepEqual([code, err], [0, '']);
    for (const name of ['start', 'call', 'users', 'journal', 'keys', 'template'])
      assert.match(out, new RegExp(`^  ${name} `, 'm'));
    const explained: string[] = [];
    const walk = (names: readonly string[]) => {
      const found = find(commands, [...names, '--help']);
      assert.equal(found.read(), null);
      assert.ok(helpOf(found).startsWith(['voicegrant', ...names].join(' ')));
      explained.push(names.join(' '));
      if ('commands' in found.command) for (const name of Object.keys(found.command.commands)) walk([...names, name]);
    };
    walk([]);
    assert.ok(explained.length >= 19);
  });

  it('says what it did not understand, and does nothing', async () => {
    const wrong = [
      [],
      ['fly'],
      ['users'],
      ['users', 'toString'],
      ['users', 'add'],
      ['users', 'list', 'x'],
      ['start', '--fast'],
    ];
    for (const words of wrong) assert.throws(() => find(commands, words).read(), UsageError);
    for (const words of wrong.slice(-2)) {
      const { code, out, err } = await desk.run(words);
      assert.deepEqual([code, out], [2, ''], words.join(' '));
      assert.match(err, /^See: voicegrant .*--help$/m);
    }
    assert.equal(existsSync(desk.data), false);
  });

  it('says what is wrong with the settings, all of it, and does nothing', async () => {
    const { code, err } = await desk.run(['users', 'list'], {
      env: { VOICEGRANT_BRAN: 'x', VOICEGRANT_STORE: 'paper' },
    });
    assert.equal(code, 2);
    assert.match(err, /VOICEGRANT_BRAN is not a setting/);
    assert.match(err, /VOICEGRANT_STORE/);
  });

  it('makes nothing for commands that only look', async () => {
    for (const words of [
      ['users', 'list'],
      ['journal', 'verify'],
      ['journal', 'export'],
      ['keys', 'public'],
      ['keys', 'rotate', 'receipt'],
    ]) {
      const { code, err } = await desk.run(words);
      assert.equal(code, 2, words.join(' '));
      assert.match(err, /there is no (database|keyring)/);
    }
    assert.equal(existsSync(desk.data), false);
  });

  it('refuses an engine that keeps nothing', async () => {
    const { code, err } = await desk.run(['users', 'add', '20054321', '--name', 'Ann'], {
      env: { VOICEGRANT_STORE: 'memory' },
    });
    assert.equal(code, 2);
    assert.match(err, /nothing to open/);
  });

  it('has the template only where deploy/aws is', async () => {
    const folder = join(desk.folder, 'template');
    const { code, out, err } = await desk.run(['template', '--out', folder]);
    if (!existsSync(new URL('../../deploy/aws/main.ts', import.meta.url))) {
      assert.deepEqual([code, out, /deploy\/aws/.test(err)], [2, '', true]);
      return;
    }
    assert.equal(code, 0);
    const template = JSON.parse(readFileSync(join(folder, 'voicegrant.template.json'), 'utf8'));
    const release = String(template.Parameters.ArtifactPrefix.Default);
    assert.match(out, new RegExp(release));
    const named = JSON.stringify(template.Resources).match(/\$\{ArtifactPrefix\}(\w+\.zip)/g) ?? [];
    const zips = readdirSync(join(folder, release));
    assert.deepEqual(zips.toSorted(), [...new Set(named.map((name) => name.slice(17)))].sort());
    for (const zip of zips) assert.equal(readFileSync(join(folder, release, zip)).readUInt32LE(), 0x04034b50);
  });

  it('makes no template for a PIN that Cognito or a caller could not take', async () => {
    for (const pin of ['5', '13', 'eight']) assert.equal((await desk.run(['template', '--pin', pin])).code, 2);
  });

  it('plays call files', async () => {
    const { code, err } = await desk.run(['call', 'no-such-file.call']);
    assert.equal(code, 2);
    assert.match(err, /no-such-file\.call/);
  });
});

describe('voicegrant users', () => {
  const desk = createDesk();
  after(desk.clear);
  const state = async () => {
    const { out } = await desk.run(['users', 'list', '--json']);
    return (JSON.parse(out) as { state: string }[]).map((user) => user.state);
  };

  it('adds somebody with a PIN that is shown once and kept nowhere', async () => {
    const { code, out, err } = await desk.run([
      'users',
      'add',
      '20054321',
      '--name',
      'Ann Lee',
      '--number',
      '+1 555 555 0199',
    ]);
    assert.deepEqual([code, err], [0, '']);
    const pin = pinOf(out);
    assert.match(pin, /^\d{8}$/);
    for (const file of readdirSync(desk.data)) assert.ok(!readFileSync(join(desk.data, file)).includes(pin), file);
    assert.equal(statSync(join(desk.data, 'keyring.json')).mode & 0o777, 0o600);
    const { out: list } = await desk.run(['users', 'list']);
    assert.match(list, /••••••21 {2}Ann Lee {2}•••99 {3}open/);
    assert.ok(!list.includes('20054321') && !list.includes('5550199') && !list.includes('\u001b'));
  });

  it('reads a PIN from the input and never says it back, not even when it is refused', async () => {
    const good = await desk.run(['users', 'add', '20054322', '--name', 'Bob', '--pin-stdin'], { input: '48291307\n' });
    assert.equal(good.code, 0);
    const bad = await desk.run(['users', 'add', '20054323', '--name', 'Cy', '--pin-stdin'], { input: '20054323\n' });
    assert.equal(bad.code, 1);
    assert.match(bad.err, /part of the user id/);
    for (const { out, err } of [good, bad]) assert.ok(!/48291307|20054323/.test(out + err));
    const none = await desk.run(['users', 'add', '20054324', '--name', 'Di', '--pin-stdin']);
    assert.equal(none.code, 2);
  });

  it('refuses an id that is taken, a number that is none, and an account the journal could not name', async () => {
    const add = (...rest: string[]) => desk.run(['users', 'add', ...rest]);
    assert.equal((await add('2005 4321', '--name', 'Eve')).code, 1);
    assert.equal((await add('20054325', '--name', 'Eve', '--number', '5550199')).code, 2);
    assert.equal((await add('20054325', '--name', 'Eve', '--account', 'Eve Ortiz')).code, 1);
    assert.equal((await add('20054325')).code, 2);
    assert.equal((await state()).length, 2);
  });

  it('locks, unlocks, disables and enables; unlocking does not bring back who was disabled', async () => {
    const change = async (word: string) => (await desk.run(['users', word, '20054321'])).code;
    assert.equal(await change('lock'), 0);
    assert.deepEqual((await state()).toSorted(), ['locked_by_operator', 'open']);
    assert.equal(await change('unlock'), 0);
    assert.deepEqual(await state(), ['open', 'open']);
    assert.equal(await change('disable'), 0);
    assert.equal(await change('unlock'), 0);
    assert.deepEqual((await state()).toSorted(), ['disabled', 'open']);
    assert.equal(await change('enable'), 0);
    assert.deepEqual(await state(), ['open', 'open']);
    for (const word of ['lock', 'unlock', 'disable', 'enable', 'pin'])
      assert.equal((await desk.run(['users', word, '99999999'])).code, 1);
  });

  it('gives another PIN', async () => {
    const { code, out } = await desk.run(['users', 'pin', '20054321']);
    assert.equal(code, 0);
    assert.match(pinOf(out), /^\d{8}$/);
  });

  it('adds users who sign in elsewhere, without a PIN, one by one and from a file', async () => {
    const who = ['40054321', '--name', 'Ida', '--number', '+15555550172', '--signs-in-as', 'ida-at-login'];
    const { code, out } = await desk.run(['users', 'add', ...who]);
    assert.equal(code, 0);
    assert.doesNotMatch(out, /^pin /m);
    const line = '{"user_id":"40054322","name":"Jo","number":"+15555550173","number_verified":true,"signs_in_as":"jo"}';
    assert.equal((await desk.run(['users', 'import', '-'], { input: `${line}\n` })).code, 0);
    const listed = (await desk.run(['users', 'list', '--json'])).out;
    assert.match(listed, /Ida/);
    assert.doesNotMatch(listed, /ida-at-login|signs/, 'the list tells nothing of it');
  });

  it('imports a file, telling of each bad line its number and the rule and nothing of what it held', async () => {
    const file = join(desk.folder, 'users.ndjson');
    const users = [
      '{"user_id":"30054321","name":"Flo","number":"+15555550171","number_verified":true,"pin":"60417285"}',
      '{"user_id":"30054322","name":"Gus","pin":"11111111"}',
      'not json 48291309',
    ];
    writeFileSync(file, `${users.join('\n')}\n`);
    const { code, out, err } = await desk.run(['users', 'import', file]);
    assert.deepEqual([code, out], [1, '1 added, 2 refused\n']);
    assert.match(err, /^line 2: repeats\nline 3: malformed\n$/);
    const { code: again } = await desk.run(['users', 'import', '-'], {
      input: users[0]!.replace('30054321', '30054399'),
    });
    assert.equal(again, 0);
    assert.equal((await desk.run(['users', 'import', join(desk.folder, 'nowhere')])).code, 1);
  });
});

describe('voicegrant keys', () => {
  const desk = createDesk();
  after(desk.clear);

  it('makes a keyring for production that only its owner can read, and never overwrites one', async () => {
    const file = join(desk.folder, 'production.json');
    const made = await desk.run(['keys', 'new', file]);
    assert.equal(made.code, 0);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const text = readFileSync(file, 'utf8');
    assert.equal(parseKeyring(new Secret(text)).development, false);
    for (const value of Object.values(JSON.parse(text).secrets))
      assert.ok(!(made.out + made.err).includes(String(value)));
    assert.equal((await desk.run(['keys', 'new', file])).code, 1);
    assert.equal(readFileSync(file, 'utf8'), text);
  });

  it('rotates each purpose in the file, which stays its owner’s, and publishes the public halves alone', async () => {
    const file = join(desk.folder, 'production.json');
    const env = { VOICEGRANT_KEYRING_FILE: file };
    for (const purpose of ['access_token', 'receipt', 'checkpoint', 'pepper'])
      assert.equal((await desk.run(['keys', 'rotate', purpose, '--lead', '60'], { env })).code, 0);
    const keyring = parseKeyring(new Secret(readFileSync(file, 'utf8')));
    const { accessTokenKeys, receiptKeys, checkpointKeys, peppers } = keyring;
    assert.deepEqual(
      [accessTokenKeys, receiptKeys, checkpointKeys].map((keys) => keys.length),
      [2, 2, 2],
    );
    assert.deepEqual(Object.keys(peppers), ['1', '2']);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const { out } = await desk.run(['keys', 'public'], { env });
    assert.equal(JSON.parse(out).keys.length, 6);
    assert.ok(!out.includes('"d"'));
  });

  it('refuses to rotate what it cannot write back, and what is no purpose', async () => {
    const text = readFileSync(join(desk.folder, 'production.json'), 'utf8');
    const { code, err } = await desk.run(['keys', 'rotate', 'receipt'], { env: { VOICEGRANT_KEYRING: text } });
    assert.deepEqual([code, /VOICEGRANT_KEYRING_FILE/.test(err)], [2, true]);
    for (const words of [['pin'], ['receipt', '--lead', 'soon'], []])
      assert.equal((await desk.run(['keys', 'rotate', ...words])).code, 2);
  });
});
