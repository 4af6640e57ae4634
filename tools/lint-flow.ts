// Why this exists: one command by which an operator finds out whether a Connect flow or Lex bot, as exported after a change in
// the console, still keeps PINs out of logs and calls alive. `npm run lint:flow -- FILE...`
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { lintDocument } from '../deploy/aws/lint/lint.ts';

const usage = `Checks exported Connect flows, Lex bots and templates.

  npm run lint:flow -- FILE...

FILE is JSON: a flow, a bot as in AWS::Lex::Bot, or a CloudFormation template with either.
Exit code: 0 every guard is there; 1 one is missing; 2 a file cannot be read.
`;

/** Runs the command. Answers the exit code. */
export const lintFiles = async (
  files: readonly string[],
  out: (text: string) => void,
  directory: string,
): Promise<0 | 1 | 2> => {
  if (files.length === 0 || files.includes('--help')) {
    out(usage);
    return files.length === 0 ? 2 : 0;
  }
  let worst: 0 | 1 | 2 = 0;
  for (const file of files) {
    try {
      const { kind, problems } = lintDocument(JSON.parse(await readFile(resolve(directory, file), 'utf8')));
      for (const { rule, at, says } of problems) out(`${file}: ${at}: ${rule}: ${says}\n`);
      out(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${file}: ${kind}, ${problems.length} problems\n`);
      if (problems.length > 0 && worst === 0) worst = 1;
    } catch (error) {
      out(`FAIL ${file}: ${(error as Error).message}\n`);
      worst = 2;
    }
  }
  return worst;
};

if (import.meta.main) {
  process.exitCode = await lintFiles(
    process.argv.slice(2),
    (text) => process.stdout.write(text),
    process.env.INIT_CWD ?? process.cwd(),
  );
}
