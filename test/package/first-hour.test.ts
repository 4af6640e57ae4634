// docs/first-hour.md carried out from an empty folder, block by block, as it stands there.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { unpack } from './packed.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/first-hour.md', import.meta.url)), 'utf8');
const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({ kind, text }));

describe('docs/first-hour.md, from an empty folder', { timeout: 170_000 }, () => {
  const packed = unpack();
  after(packed.clear);
  const env = { npm_config_offline: 'true', npm_config_update_notifier: 'false' };
  const shell = (line: string) => packed.run(['-c', line], env, 'sh');

  it('is followed to the letter: transaction, language and brand of one’s own, on the handset', async () => {
    const done: string[] = [];
    for (const { kind, text } of blocks) {
      const file = /^(?:\/\/|#) (\S+\.\w+)\n/.exec(text)?.[1];
      if (kind !== 'sh') {
        assert.ok(file, 'a block that is no command names its file');
        mkdirSync(dirname(join(packed.project, file)), { recursive: true });
        writeFileSync(join(packed.project, file), text);
        done.push(file);
        continue;
      }
      for (const line of text.trim().split('\n')) {
        // The one step that needs a registry: unpack() has put the package and what it depends on where npm would.
        if (line.startsWith('npm install')) writeFileSync(join(packed.project, 'package.json'), '{}\n');
        else if (line === 'npm start') await rings();
        else {
          const ran = await shell(line);
          assert.equal(ran.code, 0, `${line}\n${ran.out}${ran.err}`);
        }
        done.push(line);
      }
    }
    assert.deepEqual(done.slice(0, 3), ['npm install ./voicegrant-0.1.0.tgz zod', 'npx voicegrant init', 'npm test']);
    assert.equal(done.at(-1), 'npm start');
    const checked = await packed.tsc();
    assert.equal(checked.code, 0, checked.out);
  });

  /** `npm start`, and a telephone: the handset and its page are there, in the brand and the language. */
  const rings = async (): Promise<void> => {
    const server = packed.start(['-c', 'exec npm start'], { ...env, PORT: '0', VOICEGRANT_LOG: 'off' }, 'sh');
    let said = '';
    server.stdout.on('data', (chunk) => {
      said += chunk;
    });
    server.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const ended = once(server, 'close');
    while (!/^number /m.test(said) && server.exitCode === null)
      await Promise.race([once(server.stdout, 'data'), ended]);
    assert.match(said, /^number /m);
    const issuer = /^issuer (\S+)$/m.exec(said)?.[1] ?? '';
    assert.equal((await fetch(`${issuer}/handset`)).status, 200);
    const ring = await fetch(`${issuer}/phone/handset/calls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: '+15555550142' }),
    });
    const heard = (await ring.json()) as { lang: string; say: string[] };
    assert.equal(heard.lang, 'fr');
    assert.match(heard.say.join(' '), /bienvenue chez Banque du Port/);
    const page = await (await fetch(`${issuer}/freeze_card?fr`)).text();
    assert.match(page, /<html lang="fr">.*Bloquer une carte/s);
    // npm, its shell and the server are one group; Ctrl-C in a terminal reaches all of them.
    process.kill(-(server.pid ?? 0), 'SIGINT');
    await ended;
  };

  it('says what is wrong in a project, and overwrites nothing', async () => {
    const again = await packed.voicegrant(['init']);
    assert.equal(again.code, 2);
    assert.match(again.err, /is there already; nothing was written/);
    copyFileSync(join(packed.project, 'voicegrant.config.ts'), join(packed.project, 'kept.ts'));
    const config = readFileSync(join(packed.project, 'kept.ts'), 'utf8');
    writeFileSync(join(packed.project, 'voicegrant.config.ts'), config.replace('fr,en', 'fr,en,es'));
    const asked = await packed.voicegrant(['doctor', '--json']);
    assert.equal(asked.code, 1, asked.err);
    assert.match(asked.out, /freeze_card has no words in es/);
    writeFileSync(
      join(packed.project, 'voicegrant.config.ts'),
      config.replace('fr,en', 'en').replace(/languages: .*\n/, ''),
    );
    const { code, out } = await packed.voicegrant(['doctor', '--json']);
    assert.equal(code, 0, out);
  });
});
