// Why this exists: `npm start` is to be quick and small, and stripping the types of every file at each start costs more time
// and memory than the program. So what runs is put together from the sources once, and again whenever they have changed.
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { assembled } from './start/assembled.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
enableCompileCache(join(root, 'node_modules/.cache/voicegrant-compiled'));
// A project imports the package, and one program must not hold two copies of its classes.
const hasProject = ['ts', 'mjs', 'js'].some((ending) => existsSync(join(process.cwd(), `voicegrant.config.${ending}`)));
const program = hasProject ? null : await assembled(root);
await import(pathToFileURL(program ?? join(root, 'src/host/node/main.ts')).href);
