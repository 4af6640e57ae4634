import { ConfigError } from '#core';
import type { Finding } from '../doctor/finding.ts';
import { examine } from '../doctor/index.ts';
import { openProject, readProject } from '../project.ts';
import type { Command } from './command.ts';
import { tellFindings } from './tell-findings.ts';

const badSettings = (error: unknown): Finding[] => {
  if (!(error instanceof ConfigError)) throw error;
  return error.problems.map((says) => ({ part: 'settings', state: 'fault', says, do: 'docs/configuration.md' }));
};

const settle = async <Result>(read: () => Result): Promise<Result> => read();

/** Checks the settings and every neighbour they name, as the server would use them. */
export const doctor: Command = {
  says: 'Checks these settings against their live neighbours and says what to do. Exit code 1 for a fault.',
  takes: '[--json]',
  help: '  --json  the findings as one JSON object: ok, findings [{part, state: ok|warning|fault, says, do}]',
  options: { json: { type: 'boolean' } },
  async run({ options }, terminal) {
    const project = await openProject();
    const note = (part: string) => terminal.isTerminal && terminal.err(`checking ${part} …`);
    const findings = await settle(() => readProject(project, process.env)).then(
      (config) => examine(config, project, note),
      badSettings,
    );
    const ok = findings.every(({ state }) => state !== 'fault');
    if (options.json === true) terminal.out(JSON.stringify({ ok, findings }, null, 2));
    else tellFindings(terminal, findings);
    return ok ? 0 : 1;
  },
};
