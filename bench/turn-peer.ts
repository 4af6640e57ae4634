// A voice turn as somebody would write it by hand: one read and one write of the call's row. `bare` answers Lex on node:http,
// with one sync for all commits of a turn of the event loop; `express` answers Twilio with its SDK, SQLite not synced at all.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { twilioAccount } from './heard.ts';
import { stand } from './stand.ts';

const kind = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), 'turn-'));
const db = new DatabaseSync(join(folder, 'turn.sqlite'));
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${kind === 'bare' ? 'FULL' : 'NORMAL'}`);
db.exec('CREATE TABLE call (id TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID');
const read = db.prepare('SELECT value FROM call WHERE id = ?');
const write = db.prepare('INSERT INTO call VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');

type State = { readonly turns: number; readonly step: string; readonly note: string };
const fresh: State = { turns: 0, step: 'asking_id', note: 'x'.repeat(600) };
const stateOf = (id: string): State =>
  JSON.parse((read.get(id) as { value: string } | undefined)?.value ?? 'null') ?? fresh;
const next = (id: string): State => ({ ...stateOf(id), turns: stateOf(id).turns + 1 });

let queue: (() => () => void)[] = [];
const flush = () => {
  const jobs = queue;
  queue = [];
  db.exec('BEGIN IMMEDIATE');
  const answers = jobs.map((job) => job());
  db.exec('COMMIT');
  for (const answer of answers) answer();
};

const bare = (): Server =>
  createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const event = JSON.parse(body) as { sessionId: string; sessionState: object };
      const job = () => {
        const state = next(event.sessionId);
        write.run(event.sessionId, JSON.stringify(state));
        return () => {
          const text = JSON.stringify({
            sessionState: { ...event.sessionState, dialogAction: { type: 'ElicitSlot', slotToElicit: 'UserId' } },
            messages: [{ contentType: 'PlainText', content: `Please key your id, then pound. ${state.turns}` }],
          });
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
          response.end(text);
        };
      };
      if (queue.push(job) === 1) setImmediate(flush);
    });
  });

const express = async (): Promise<Server> => {
  const [{ default: createExpress }, { default: twilio }] = await Promise.all([import('express'), import('twilio')]);
  const app = createExpress();
  app.use(createExpress.urlencoded({ extended: false }));
  app.use(twilio.webhook(twilioAccount.authToken));
  app.post(['/phone/twilio/calls', '/turn/:id'], (request, response) => {
    const { CallSid: id } = request.body as { CallSid: string };
    const state = next(id);
    write.run(id, JSON.stringify(state));
    const answer = new twilio.twiml.VoiceResponse();
    const gather = answer.gather({
      input: ['dtmf', 'speech'],
      action: `/turn/${id}`,
      actionOnEmptyResult: true,
      timeout: 8,
    });
    gather.say({ language: 'en-US' }, `Please key your id, then pound. ${state.turns}`);
    response.type('text/xml').send(answer.toString());
  });
  return createServer(app);
};

const server = kind === 'bare' ? bare() : await express();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
stand(
  { port, url: `http://localhost:${port}`, clientId: null },
  {
    lexPort: () => port,
    lexCalls: (count: number) =>
      Array.from({ length: count }, () => {
        const id = randomUUID();
        write.run(id, JSON.stringify(fresh));
        return id;
      }),
  },
  () => {
    db.close();
    rmSync(folder, { recursive: true });
  },
);
