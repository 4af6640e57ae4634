// `npm start`: reads the settings, starts, says where, stops on the first signal.
import { ConfigError, PortError } from '#core';
import { demoCallers } from './callers.ts';
import { startNode } from './index.ts';
import { openProject, readProject } from './project.ts';

const fail = (error: unknown): never => {
  const known = error instanceof ConfigError || error instanceof PortError;
  const taken = (error as { code?: string }).code === 'EADDRINUSE';
  if (taken)
    process.stderr.write('Another program listens on this port. Stop it, or choose another: PORT=8421 npm start\n');
  else process.stderr.write(`${known ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(1);
};

try {
  const project = await openProject();
  const config = readProject(project, process.env);
  const running = await startNode(config, (line) => process.stderr.write(`${line}\n`), project);
  const { issuer, port } = running.config;
  const lines = [`issuer ${issuer}`];
  // Behind a balancer the public address says nothing about the port.
  if (!issuer.endsWith(`:${port}`)) lines.push(`listening ${port}`);
  if (running.handset !== null) {
    const [{ name, userId, pin, number }] = demoCallers;
    lines.push(`handset ${running.handset}`, `name ${name}`, `id ${userId}`, `pin ${pin}`, `number ${number}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void running.close().then(() => process.exit(0));
    });
  }
} catch (error) {
  fail(error);
}
