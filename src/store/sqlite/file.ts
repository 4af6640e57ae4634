import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Log, PortError } from '#core';
import { isBusy, storeFailure } from './failure.ts';

/** How long one statement waits for another process, in ms. Short, because the event loop stands still meanwhile. */
export const busySliceMs = 100;
/** How many such waits before giving up: 5 s in all. */
export const defaultBusyTries = 50;

/** "VGrt": tells our files from any other program's SQLite files (sqlite.org/fileformat2.html §1.3.17). */
const applicationId = 0x56477274;
const schemaVersion = 1;

const schema = `
  CREATE TABLE entry (
    key BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    value TEXT NOT NULL,
    expires_at REAL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX entry_expiry ON entry (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE sequence (one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL) STRICT;
  INSERT INTO sequence (one, last) VALUES (1, 0);
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`;

const refused = (message: string): PortError => new PortError('store', message, { retryable: false });

const pragma = (db: DatabaseSync, name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

/** Sees that the file and its folder are there and can be written. Leaves a file that is there as it is. */
const makeFile = (file: string): void => {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new PortError(
      'store',
      `${file} cannot be made or written (${code}); check its folder, disk and permissions`,
      {
        retryable: false,
        cause: error,
      },
    );
  }
};

/** For this user's eyes only, with the log beside it: SQLite gave that the mode the file had before. */
const closeToOthers = (file: string, log: Log): void => {
  const open = [file, `${file}-wal`, `${file}-shm`].filter(
    (path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0,
  );
  if (open.length === 0) return;
  try {
    for (const path of open) chmodSync(path, 0o600);
  } catch (error) {
    throw new PortError('store', `${file} is open to other users; take their permissions away (chmod 600)`, {
      retryable: false,
      cause: error,
    });
  }
  log.warn('The store file was open to other users of this machine and is now closed to them.', { port: 'store' });
};

/** What the file is, without changing it. @throws PortError when it is not ours or from a newer program. */
const inspect = (db: DatabaseSync, file: string): 'new' | 'ours' => {
  const id = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  if (id === applicationId) {
    if (version === schemaVersion) return 'ours';
    throw refused(
      `${file} has schema ${version}, this program knows ${schemaVersion}; start the version that wrote it`,
    );
  }
  const tables = db.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.count;
  if (id === 0 && version === 0 && tables === 0) return 'new';
  throw refused(`${file} belongs to another program; name another file for the store`);
};

const prepareFile = (db: DatabaseSync, file: string, log: Log): void => {
  db.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
  db.exec('BEGIN');
  const found = inspect(db, file);
  db.exec('COMMIT');
  closeToOthers(file, log);
  if (pragma(db, 'journal_mode = WAL') !== 'wal')
    throw refused(`the disk under ${file} cannot keep a write-ahead log; name a file on a local disk`);
  // A longer log costs a few blocks at a start after a crash, and copies a page that many commits change only once.
  db.exec('PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 8000');
  db.exec('PRAGMA cache_size = -32768');
  if (found === 'new') {
    db.exec('BEGIN IMMEDIATE');
    if (inspect(db, file) === 'new') db.exec(schema);
    db.exec('COMMIT');
  }
  if (pragma(db, 'quick_check(1)') !== 'ok')
    throw refused(`${file} is damaged; restore it from a backup, or name another file`);
};

/**
 * A connection to the store file, made if it is not there: folder 0700, file 0600, write-ahead log, every commit synced
 * to the disk. Waits up to `busyTries` times 100 ms for other processes.
 * @throws PortError when the file cannot be written, is damaged, belongs to another program, or has another schema.
 */
export const openFile = async (file: string, log: Log, busyTries = defaultBusyTries): Promise<DatabaseSync> => {
  makeFile(file);
  for (let tries = 1; ; tries += 1) {
    let db: DatabaseSync | undefined;
    try {
      db = new DatabaseSync(file, { timeout: busySliceMs, defensive: true, allowExtension: false });
      prepareFile(db, file, log);
      return db;
    } catch (error) {
      db?.close();
      if (error instanceof PortError) throw error;
      // Switching a new file to the write-ahead log answers busy at once, whatever the timeout.
      if (!isBusy(error) || tries >= busyTries) throw storeFailure(error, file, 'open');
      await new Promise((resolve) => setTimeout(resolve, tries));
    }
  }
};
