// Why this exists: a call is a file (DESIGN 12). This plays call files end to end in the terminal, so that one file is
// documentation, demonstration and test at once. `npm run call -- examples/add-user.call`
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Channel, channels } from './call/channels.ts';
import { openLogin, signsIn } from './call/login-twin.ts';
import { createPageClient } from './call/page-client.ts';
import { CallFileError, parseCall, type Step } from './call/parse.ts';
import { playCall, type Result } from './call/play.ts';
import type { Screen } from './call/ports.ts';
import { type OwnServer, startServer } from './call/server.ts';
import { lineOf, verdictOf } from './call/transcript.ts';

const usage = `Plays call files: a telephone call, the text it causes and the page the caller fills in.

  npm run call -- FILE... [options]

  --on CHANNEL   handset (default), twilio or connect
  --url URL      play against this running server; without it a fresh one is started and thrown away
  --json         the steps as data, one JSON document a file and line, instead of the transcript
  --browser      play the page in a real browser instead of by its own requests
  --help         this

Exit code: 0 all expectations held; 1 one did not; 2 a file or the usage is wrong.
The form of a call file: docs/call-files.md
`;

/** Where the tool writes. */
type Output = { out(text: string): void; err(text: string): void };

type Options = { on?: string; url?: string; json?: boolean; browser?: boolean; help?: boolean };

const readOptions = (args: readonly string[]): { files: string[]; options: Options } | string => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        on: { type: 'string' },
        url: { type: 'string' },
        json: { type: 'boolean' },
        browser: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return { files: positionals, options: values };
  } catch (error) {
    return (error as Error).message;
  }
};

/** What is wrong with the options, or null. */
const optionProblem = ({ on = 'handset', url }: Options, files: readonly string[]): string | null => {
  if (files.length === 0) return 'name at least one call file';
  if (!Object.hasOwn(channels, on)) return `--on ${on}: a channel is one of ${Object.keys(channels).join(', ')}`;
  if (channels[on] === null) return `--on ${on}: the ${on} twin is not part of this build yet; play it on the handset`;
  if (url !== undefined && channels[on]?.needsOwnServer === true)
    return `--on ${on} needs a server of its own: leave --url away`;
  if (url !== undefined && !/^https?:\/\//.test(url))
    return `--url ${url}: give an address such as http://localhost:8420`;
  return null;
};

/** Reads and parses one file; a relative path counts from where the command was typed. */
const load = async (file: string, directory: string): Promise<{ steps: Step[] } | { problems: string[] }> => {
  try {
    return { steps: parseCall(await readFile(resolve(directory, file), 'utf8')) };
  } catch (error) {
    if (error instanceof CallFileError)
      return { problems: error.problems.map(({ line, message }) => `${file}:${line}: ${message}`) };
    return { problems: [`${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`] };
  }
};

/**
 * Runs the command. Answers the exit code: 0 all expectations of all files held, 1 one did not, 2 nothing was played
 * because a file or the usage is wrong. Each file has a server of its own, unless `--url` names one.
 */
export const call = async (
  args: readonly string[],
  { out, err }: Output,
  environment = process.env,
): Promise<0 | 1 | 2> => {
  const read = readOptions(args);
  if (typeof read === 'string') {
    err(`${read}\n\n${usage}`);
    return 2;
  }
  const { files, options } = read;
  if (options.help === true) {
    out(usage);
    return 0;
  }
  const problem = optionProblem(options, files);
  if (problem !== null) {
    err(`${problem}\n\n${usage}`);
    return 2;
  }
  const directory = environment.INIT_CWD ?? process.cwd();
  const loaded = await Promise.all(files.map(async (file) => ({ file, ...(await load(file, directory)) })));
  const problems = loaded.flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length > 0) {
    err(`${problems.join('\n')}\n`);
    return 2;
  }

  let ok = true;
  for (const one of loaded) {
    if (!('steps' in one)) continue;
    if (options.json !== true) out(`${one.file}\n\n`);
    const tell = options.json === true ? () => {} : (line: string) => out(`${line}\n`);
    const result = await playFile(one.steps, options, tell, environment);
    if (options.json === true) out(`${JSON.stringify({ file: one.file, ...result })}\n`);
    else out(`\n${verdictOf(one.file, result)}\n\n`);
    ok &&= result.ok;
  }
  return ok ? 0 : 1;
};

const playFile = async (
  steps: readonly Step[],
  { on = 'handset', url, browser = false }: Options,
  tell: (line: string) => void,
  environment: NodeJS.ProcessEnv,
): Promise<Result> => {
  const open = await (channels[on] as Channel).open();
  let own: OwnServer | null = null;
  let login: Awaited<ReturnType<typeof openLogin>> | null = null;
  try {
    if (url === undefined && signsIn(steps)) login = await openLogin();
    const given = { ...environment, ...open.environment, ...login?.environment };
    own = url === undefined ? await (open.start ?? startServer)(given) : null;
    const channel = await open.connect(own?.url ?? url ?? '', fetch);
    const play = (screen: Screen) => playCall(steps, { ...channel, screen }, (event) => tell(lineOf(event)));
    if (!browser) return await play(createPageClient(fetch));
    const { withBrowserScreen } = await import('./call/browser-screen.ts');
    return await withBrowserScreen(play);
  } finally {
    await own?.close();
    await login?.close();
    await open.close();
  }
};

if (import.meta.main) {
  const output: Output = { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) };
  try {
    process.exitCode = await call(process.argv.slice(2), output);
  } catch (error) {
    output.err(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
