// Amazon's own DynamoDB Local for a test: its jars come from Maven Central once into a folder that is kept, the server is
// ours, in memory, on a free port. Needs `mvn` and a Java 17.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '#store/dynamodb';

const version = '3.0.0';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>voicegrant</groupId><artifactId>dynamodb-local</artifactId><version>1</version><dependencies><dependency>
<groupId>software.amazon.dynamodb</groupId><artifactId>DynamoDBLocal</artifactId><version>${version}</version>
</dependency></dependencies></project>`;

/** The folder with the jars, fetched when it is not there. @throws Error in words when Maven or the network is missing. */
const jars = async (): Promise<string> => {
  const kept = join(homedir(), '.cache', 'voicegrant', `dynamodb-local-${version}`);
  if (existsSync(kept)) return kept;
  mkdirSync(join(kept, '..'), { recursive: true });
  const draft = mkdtempSync(`${kept}-`);
  try {
    writeFileSync(join(draft, 'pom.xml'), pom);
    const args = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`];
    await promisify(execFile)('mvn', args, { cwd: draft, timeout: 240_000 });
    if (!existsSync(kept)) renameSync(draft, kept);
    return kept;
  } catch (cause) {
    throw new Error('DynamoDB Local could not be had: mvn, a Java 17 and Maven Central are needed', { cause });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
};

export type DynamodbLocal = {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  /** Makes the store's table; with `timeToLive` as it is deployed, without it the store sweeps by itself. */
  table(name: string, timeToLive?: boolean): Promise<void>;
  /** Killed in the middle of whatever it does, and started again on what it had written. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** `onDisk`: slower, and still there after `restart`. */
export const startDynamodbLocal = async ({ onDisk = false } = {}): Promise<DynamodbLocal> => {
  const folder = await jars();
  const scratch = mkdtempSync(join(tmpdir(), 'voicegrant-ddb-'));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const classes = readdirSync(folder).filter((name) => name.endsWith('.jar'));
  const launch = (): ChildProcess => {
    const args = [
      ...['-Xmx512m', `-Dsqlite4java.library.path=${folder}`, `-Djava.io.tmpdir=${scratch}`, '-Dfile.encoding=UTF-8'],
      ...['-cp', classes.map((name) => join(folder, name)).join(':')],
      ...['software.amazon.dynamodb.services.local.main.ServerRunner'],
      ...(onDisk ? ['-sharedDb', '-dbPath', scratch] : ['-inMemory']),
      ...['-disableTelemetry', '-port', String(port)],
    ];
    return spawn('java', args, { cwd: scratch, stdio: 'ignore' });
  };
  let server = launch();
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials, maxAttempts: 1 });
  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  };
  const stop = async (): Promise<void> => {
    client.destroy();
    await kill();
    rmSync(scratch, { recursive: true, force: true });
  };
  const ready = async (): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        await fetch(endpoint);
        return;
      } catch (cause) {
        if (server.exitCode !== null || tries > 300) {
          await stop();
          throw new Error('DynamoDB Local did not start', { cause });
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  await ready();
  return {
    endpoint,
    client,
    stop,
    async restart() {
      await kill();
      server = launch();
      await ready();
    },
    async table(name, timeToLive = false) {
      await client.send(new CreateTableCommand(tableDefinition(name)));
      if (timeToLive)
        await client.send(
          new UpdateTimeToLiveCommand({
            TableName: name,
            TimeToLiveSpecification: { AttributeName: 't', Enabled: true },
          }),
        );
    },
  };
};
