import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import Provider from 'oidc-provider';
import { startServer } from '../../tools/call/server.ts';

/** A page to be opened: its address, the control a person begins with, and how to end its server. */
export type Contender = {
  readonly name: 'ours' | 'react' | 'oidc-provider';
  /** A fresh address for every opening. */
  readonly address: () => Promise<string>;
  readonly first: string;
  readonly close: () => Promise<void>;
};

const serve = async (listener: RequestListener) => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, close };
};

/** Our own server and the link of a live call, as a text brings it. */
const ours = async (): Promise<Contender> => {
  const server = await startServer(process.env);
  const ask = async (path: string, body?: unknown): Promise<unknown> =>
    (
      await fetch(`${server.url}/phone/handset/${path}`, {
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        headers: { 'content-type': 'application/json' },
      })
    ).json();
  const demo = (await ask('demo')) as { number: string; user_id: string; pin: string };
  const { call_id: call } = (await ask('calls', { from: demo.number })) as { call_id: string };
  const turns = [{ digits: demo.user_id }, { digits: demo.pin }, { speech: 'I want to add my wife' }];
  for (const turn of turns) await ask(`calls/${call}/turns`, turn);
  const texts = (await ask(`texts?to=${encodeURIComponent(demo.number)}`)) as { body: string }[];
  const link = /https?:\/\/\S+/.exec(texts.at(-1)?.body ?? '')?.[0];
  if (link === undefined) throw new Error('the call brought no link');
  // The caller stays on the line while the page is looked at.
  const beat = setInterval(() => void ask(`calls/${call}/turns`, { silence: true }).catch(() => undefined), 7000);
  const close = async () => {
    clearInterval(beat);
    await server.close();
  };
  return { name: 'ours', address: async () => link, first: '#digits', close };
};

/** The usual single-page application: three files, compressed as well as ours. */
const react = async (): Promise<Contender> => {
  const { outputFiles } = await build({
    absWorkingDir: new URL('.', import.meta.url).pathname,
    entryPoints: ['react-form.jsx'],
    bundle: true,
    minify: true,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  });
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    '/': [
      'text/html',
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Add</title><link rel="stylesheet" href="/app.css"><script type="module" src="/app.js"></script></head><body><div id="root"></div></body></html>',
    ],
    '/app.js': ['text/javascript', outputFiles[0]?.text ?? ''],
    '/app.css': [
      'text/css',
      'body{font:17px system-ui;margin:0 auto;max-width:34rem}label,input,select{display:block;width:100%}',
    ],
  };
  const packed = new Map(
    Object.entries(files).map(([path, [type, text]]) => [path, { type, body: brotliCompressSync(text) }]),
  );
  const { origin, close } = await serve((request, response) => {
    const file = packed.get(request.url ?? '');
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': file.type, 'content-encoding': 'br' }).end(file.body);
  });
  return { name: 'react', address: async () => `${origin}/`, first: '[name=given_name]', close };
};

/** The login page that comes with oidc-provider. */
const provider = async (): Promise<Contender> => {
  const { origin, close } = await serve((request, response) => handle(request, response));
  const said = [console.warn, console.info] as const;
  console.warn = console.info = () => undefined;
  const handle = new Provider(origin, {
    clients: [{ client_id: 'page', client_secret: 'secret', redirect_uris: ['https://app.example/cb'] }],
    pkce: { required: () => false },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  } as ConstructorParameters<typeof Provider>[1]).callback();
  [console.warn, console.info] = said;
  const address = async () =>
    `${origin}/auth?client_id=page&response_type=code&scope=openid&redirect_uri=${encodeURIComponent('https://app.example/cb')}`;
  return { name: 'oidc-provider', address, first: '[name=login]', close };
};

/** Every page that is opened, each on a server of its own. */
export const startContenders = (): Promise<readonly Contender[]> => Promise.all([ours(), react(), provider()]);
