import type { Json } from '#core';
import type { Store } from '#store';
import type { CheckpointClaims } from './checkpoint.ts';
import { type FoundCall, type JournalSource, type Row, storedJournal } from './source.ts';
import { type SignatureCheck, type Verified, verifySource } from './verify.ts';

const format = 1;

/** What a signed line says, unverified; for picking lines only. */
const claimsOf = (jws: Json): CheckpointClaims | null => {
  try {
    return JSON.parse(Buffer.from(String(jws).split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return null;
  }
};

/**
 * The journal as NDJSON: a heading, the signed checkpoints, the entries call by call, and a closing line that counts
 * them. With `call`, that call's entries and the checkpoints that vouch for it. May be made while calls go on.
 */
export async function* exportJournal(store: Store, call: string | null = null): AsyncGenerator<string> {
  const source = storedJournal(store);
  const count = { checkpoints: 0, entries: 0 };
  yield JSON.stringify({ voicegrant_journal: format, call });
  // Before the entries, so that no checkpoint vouches for more than is there.
  for await (const { place, value } of source.checkpoints(null)) {
    if (call !== null && !claimsOf(value)?.calls?.some((claim) => claim.call === call)) continue;
    yield JSON.stringify({ n: Number(place), checkpoint: value });
    count.checkpoints += 1;
  }
  for await (const found of source.calls(call)) {
    for (const row of found.rows) yield JSON.stringify({ entry: row.value });
    count.entries += found.rows.length;
  }
  yield JSON.stringify({ end: count });
}

type Line = {
  readonly voicegrant_journal?: Json;
  readonly call?: Json;
  readonly n?: Json;
  readonly checkpoint?: Json;
  readonly entry?: { readonly call?: Json; readonly seq?: Json };
  readonly end?: { readonly checkpoints?: Json; readonly entries?: Json };
};

const readLine = (text: string): Line | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
};

/**
 * Checks an exported journal without the database: the same faults as `verifyJournal`, but for what only the database
 * notes (where each chain ends). For one call's export the checkpoints in between are not there to be checked.
 * @param lines the file's lines; empty ones do not count.
 */
export const verifyExport = async (ports: {
  lines: Iterable<string> | AsyncIterable<string>;
  check: SignatureCheck;
  anchor?: readonly string[];
}): Promise<Verified & { readonly call: string | null }> => {
  const checkpoints: Row[] = [];
  const calls = new Map<string, Row[]>();
  const broken: string[] = [];
  let heading: Line | null = null;
  let end: Line['end'] | null = null;
  let entries = 0;
  let number = 0;
  for await (const text of ports.lines) {
    number += 1;
    if (text.trim() === '') continue;
    const line = readLine(text);
    if (line !== null && heading === null && line.voicegrant_journal === format) heading = line;
    else if (line === null || heading === null || end !== null) broken.push(`line ${number}`);
    else if (line.checkpoint !== undefined)
      checkpoints.push({ place: String(line.n).padStart(9, '0'), value: line.checkpoint });
    else if (line.entry !== undefined) {
      const call = String(line.entry?.call);
      calls.set(call, [
        ...(calls.get(call) ?? []),
        { place: String(line.entry?.seq).padStart(6, '0'), value: line.entry as Json },
      ]);
      entries += 1;
    } else if (line.end !== undefined) end = line.end;
    else broken.push(`line ${number}`);
  }
  const call = typeof heading?.call === 'string' ? heading.call : null;
  const source: JournalSource = {
    scope: call === null ? 'all' : 'call',
    async *checkpoints(after) {
      if (after === null) yield* checkpoints;
    },
    last: async () => undefined,
    async *calls() {
      for (const [name, rows] of calls) yield { call: name, rows, head: undefined, due: undefined } satisfies FoundCall;
    },
  };
  const verified = await verifySource(source, ports.check, call === null ? ports.anchor : []);
  const faults = [
    ...broken.map((where) => ({ where, what: 'is not a line of an exported journal' })),
    ...(end?.checkpoints === checkpoints.length && end.entries === entries
      ? []
      : [{ where: `line ${number}`, what: 'the file does not end where it says: lines were removed or added' }]),
    ...[...calls.keys()]
      .filter((name) => call !== null && name !== call)
      .map((where) => ({ where, what: 'is not the call this export is of' })),
    ...(call !== null && calls.size === 0 ? [{ where: call, what: 'has no entries' }] : []),
    ...verified.faults,
  ];
  return { ...verified, faults, call };
};
