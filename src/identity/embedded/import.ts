import * as z from 'zod';
import { type AccountId, parseE164, Secret } from '#core';
import type { NewUser, UserRefusal, Users } from './users.ts';

const line = z.strictObject({
  user_id: z.string(),
  name: z.string().max(200),
  number: z.string().nullish(),
  number_verified: z.boolean().optional(),
  account: z.string().optional(),
  pin: z.string().max(64).optional(),
  pin_hash: z.string().max(400).optional(),
  signs_in_as: z.string().min(1).max(255).optional(),
});

/** What came of an import. A refusal tells the line and the rule, never what the line held. */
export type Imported = {
  readonly added: number;
  readonly refused: readonly { readonly line: number; readonly reason: UserRefusal | 'malformed' | 'bad_number' }[];
};

const read = (text: string): NewUser | 'malformed' | 'bad_number' => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return 'malformed';
  }
  const found = line.safeParse(parsed);
  if (!found.success) return 'malformed';
  const { user_id, name, number, number_verified, account, pin, pin_hash, signs_in_as } = found.data;
  if (pin !== undefined && pin_hash !== undefined) return 'malformed';
  const login = signs_in_as === undefined ? null : { signsInAs: signs_in_as };
  const known =
    pin !== undefined
      ? { pin: new Secret(pin), ...login }
      : pin_hash !== undefined
        ? { pinHash: pin_hash, ...login }
        : login;
  if (known === null) return 'malformed';
  const onFile = number == null ? null : parseE164(number);
  if (number != null && onFile === null) return 'bad_number';
  return {
    userId: new Secret(user_id),
    name,
    number: onFile,
    // A list from elsewhere vouches for a number only when it says so.
    numberVerified: number_verified ?? false,
    ...(account === undefined ? {} : { account: account as AccountId }),
    ...known,
  };
};

/**
 * Adds users from NDJSON, one `{user_id, name, number?, number_verified?, account?, pin | pin_hash, signs_in_as?}` a line. `pin_hash`
 * is Argon2id in PHC form and is sealed at once; its PIN cannot be checked for weakness. Without a PIN `signs_in_as` must be there. A bad line stops nothing.
 */
export const importUsers = async (users: Users, lines: Iterable<string> | AsyncIterable<string>): Promise<Imported> => {
  const refused: Imported['refused'][number][] = [];
  let added = 0;
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    const user = read(text);
    const done = typeof user === 'string' ? ({ ok: false, reason: user } as const) : await users.addUser(user);
    if (done.ok) added += 1;
    else refused.push({ line: number, reason: done.reason });
  }
  return { added, refused };
};
