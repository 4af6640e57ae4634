import { hashRaw } from '@node-rs/argon2';
import { constantTimeEqual, hmac, type Random, type Secret } from '#core';

/** Cost of Argon2id: kibibytes, passes over them, lanes. */
export type Argon2Cost = { readonly memoryKib: number; readonly passes: number; readonly lanes: number };

/** OWASP ASVS 5.0 Appendix C. */
export const defaultCost: Argon2Cost = { memoryKib: 19_456, passes: 2, lanes: 1 };

/** Argon2id of a PIN; a port so that tests can count and hold up the work. */
export type Derive = (pin: string, salt: Uint8Array, cost: Argon2Cost, length: number) => Promise<Buffer>;

export const argon2id: Derive = (pin, salt, cost, length) =>
  hashRaw(pin, {
    salt,
    memoryCost: cost.memoryKib,
    timeCost: cost.passes,
    parallelism: cost.lanes,
    outputLen: length,
  });

/** Keys kept apart from the store, by version. The greatest version whose time has come, in number or alphabet, seals what is new. */
export type Peppers = Readonly<Record<string, Secret>>;

/**
 * A PIN as it is kept: salt and cost of Argon2id, and not its output but an HMAC of it under a pepper (NIST SP 800-63B-4
 * §3.1.1.2). Sealing the output, instead of peppering the PIN, lets hashes that come from elsewhere be sealed on import
 * and lets a new pepper take over at the next success without hashing again. The HMAC covers the account too, so that a
 * row copied over another one opens nothing.
 */
export type PinHash = {
  readonly salt: string;
  readonly cost: Argon2Cost;
  readonly length: number;
  readonly pepper: string;
  readonly seal: string;
};

const newLength = 32;
/** From the oldest on. @throws RangeError when there is none. */
const inOrder = (peppers: Peppers): string[] => {
  const versions = Object.keys(peppers).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (versions.length === 0) throw new RangeError('at least one pepper is needed');
  return versions;
};

/**
 * Makes and checks PIN hashes with one set of peppers and one cost. `isActive` says whether a version may seal by now: until
 * every process knows a pepper, none may seal with it. @throws RangeError without a pepper.
 */
export const createPinHasher = (ports: {
  peppers: Peppers;
  random: Random;
  derive: Derive;
  cost: Argon2Cost;
  isActive?: (version: string) => boolean;
}) => {
  const { peppers, random, derive, cost, isActive = () => true } = ports;
  const versions = inOrder(peppers);
  const sealing = (): string => versions.findLast(isActive) ?? (versions[0] as string);

  const sealOf = (pepper: string, account: string, tag: Buffer): string => {
    const key = peppers[pepper];
    if (key === undefined) throw new RangeError('a PIN is sealed with a pepper that is not configured');
    return hmac(key, 'voicegrant pin', account, tag.toString('base64url'));
  };
  const keep = (account: string, salt: Uint8Array, used: Argon2Cost, tag: Buffer, version = sealing()): PinHash => ({
    salt: Buffer.from(salt).toString('base64url'),
    cost: used,
    length: tag.length,
    pepper: version,
    seal: sealOf(version, account, tag),
  });

  return {
    async make(account: string, pin: Secret): Promise<PinHash> {
      const salt = random.bytes(16);
      return keep(account, salt, cost, await derive(pin.reveal(), salt, cost, newLength));
    },

    /**
     * Does the PIN fit? `next` is what to keep from now on when it fits and the kept hash is of an older pepper or a
     * lower cost. @throws RangeError when the hash's pepper is not configured.
     */
    async check(account: string, pin: string, kept: PinHash): Promise<{ fits: boolean; next: PinHash | null }> {
      const salt = Buffer.from(kept.salt, 'base64url');
      const tag = await derive(pin, salt, kept.cost, kept.length);
      const fits = constantTimeEqual(sealOf(kept.pepper, account, tag), kept.seal);
      if (!fits) return { fits, next: null };
      const sameCost =
        kept.cost.memoryKib === cost.memoryKib && kept.cost.passes === cost.passes && kept.cost.lanes === cost.lanes;
      if (sameCost) return { fits, next: kept.pepper === sealing() ? null : keep(account, salt, kept.cost, tag) };
      const fresh = random.bytes(16);
      return { fits, next: keep(account, fresh, cost, await derive(pin, fresh, cost, newLength)) };
    },

    /** A hash of today's cost that no PIN fits, for ids that nobody has. */
    decoy(): PinHash {
      const salt = random.bytes(16).toString('base64url');
      return { salt, cost, length: newLength, pepper: sealing(), seal: random.bytes(32).toString('base64url') };
    },

    /** Seals a hash in PHC form, or answers null when it is not Argon2id version 19 of a sane cost. */
    fromPhc(account: string, phc: string): PinHash | null {
      const parts =
        /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/.exec(
          phc,
        );
      if (parts === null) return null;
      const [memoryKib, passes, lanes] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
      if (memoryKib < 8 * lanes || memoryKib > 262_144 || passes < 1 || lanes < 1) return null;
      const salt = Buffer.from(parts[4] ?? '', 'base64');
      return keep(account, salt, { memoryKib, passes, lanes }, Buffer.from(parts[5] ?? '', 'base64'));
    },
  };
};

export type PinHasher = ReturnType<typeof createPinHasher>;
