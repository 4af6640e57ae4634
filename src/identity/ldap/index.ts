// In: a user id and a PIN. Out: a verdict of a directory: Active Directory or OpenLDAP, over TLS with its name checked.
// Search with a service account, then bind as the entry that was found. Loaded only when this provider is chosen.
// Must never: bind with an empty secret, follow a referral, or put a user id into a filter unescaped.
import { Client, type Entry, EqualityFilter, InvalidCredentialsError, ResultCodeError } from 'ldapts';
import type { Clock, Random, Secret } from '#core';
import { PortError, parseE164 } from '#core';
import { createBreaker } from '../breaker.ts';
import { decoyOf } from '../decoy.ts';
import { handlesOf } from '../handles.ts';
import type { Found, PinVerifier, ProviderVerdict } from '../verify.ts';
import { watchedConnections } from './connect.ts';

export type LdapSettings = {
  /** `ldaps://…`, or `ldap://…` with StartTLS; clear text only to loopback. */
  readonly url: string;
  readonly startTls: boolean;
  readonly bindDn: string;
  readonly bindSecret: Secret;
  readonly baseDn: string;
  /** Attribute that holds the user id: `sAMAccountName`, `uid`. */
  readonly userAttribute: string;
  /** Attribute that never changes for an entry: `objectGUID`, `entryUUID`. */
  readonly subjectAttribute: string;
  readonly phoneAttribute: string;
  /** Attribute that holds what the login provider calls the person; without it nobody can sign in on their own screen. */
  readonly signInAttribute?: string;
  /** PEM of the directory's certificate authority, when it is not a public one. */
  readonly ca: string | null;
  readonly timeoutMs?: number;
};

type Ports = { readonly clock: Clock; readonly random: Random; readonly key: Secret };

const cannotSay = (reason: Extract<ProviderVerdict, { verdict: 'cannot_say' }>['reason']): ProviderVerdict => ({
  verdict: 'cannot_say',
  reason,
});

/** Active Directory's sub-codes in the diagnostic message of result 49. */
const subCodes: Readonly<Record<string, ProviderVerdict>> = {
  '525': { verdict: 'wrong' },
  '52e': { verdict: 'wrong' },
  '775': { verdict: 'locked' },
  // These four are said only after the right PIN, which must not be told.
  '530': { verdict: 'wrong' },
  '531': { verdict: 'wrong' },
  '533': { verdict: 'wrong' },
  '701': { verdict: 'wrong' },
  '532': cannotSay('reset_required'),
  '773': cannotSay('reset_required'),
};

const verdictOfBind = (error: unknown): ProviderVerdict => {
  if (error instanceof InvalidCredentialsError) {
    const code = /data ([0-9a-f]{3})\b/.exec(error.message)?.[1];
    return code === undefined ? { verdict: 'wrong' } : (subCodes[code] ?? cannotSay('not_supported'));
  }
  return verdictOfFailure(error);
};

const verdictOfFailure = (error: unknown): ProviderVerdict => {
  if (error instanceof ResultCodeError)
    return cannotSay(error.code === 51 || error.code === 52 ? 'unavailable' : 'misconfigured');
  const message = error instanceof Error ? error.message : '';
  if (/not an LDAP answer/.test(message)) return cannotSay('malformed');
  return cannotSay(/timeout|timed out/i.test(message) ? 'timeout' : 'unavailable');
};

/** RFC 4532: as whom does the directory take this connection? */
const whoAmI = '1.3.6.1.4.1.4203.1.11.3';
/** What Active Directory's answer names: `u:DOMAIN\\name`. */
const accountName = 'sAMAccountName';
/** MS-ADTS 3.1.1.3.2.25: the security identifiers of a connection, which hold that of whoever has bound. */
const tokenGroups = 'tokenGroups';
const securityId = 'objectSid';

/** A distinguished name without what may be written in more than one way: case, spaces, escapes. */
const plainDn = (dn: string): string =>
  dn
    .toLowerCase()
    .replace(/\\([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\|\s*(?=[,=+])|(?<=[,=+])\s*/g, '');

const isNamed = (authorization: string | undefined, entry: Entry): boolean => {
  const [, form, name = ''] = /^(dn|u):(.+)$/s.exec(authorization ?? '') ?? [];
  if (form === 'dn') return plainDn(name) === plainDn(entry.dn);
  return form === 'u' && name.split('\\').at(-1)?.toLowerCase() === textOf(entry[accountName])?.toLowerCase();
};

const buffersOf = (value: unknown): Buffer[] => [value].flat().filter((one) => Buffer.isBuffer(one));

/** Is this connection the entry's, as the directory has it? Older Active Directories tell by the identifiers they let act on it. */
const isSelf = async (client: Client, entry: Entry): Promise<boolean> => {
  try {
    return isNamed((await client.exop(whoAmI)).value, entry);
  } catch (error) {
    const own = buffersOf(entry[securityId])[0];
    if (!(error instanceof ResultCodeError) || own === undefined) throw error;
    const { searchEntries } = await client.search('', {
      scope: 'base',
      filter: '(objectClass=*)',
      attributes: [tokenGroups],
      explicitBufferAttributes: [tokenGroups],
    });
    return buffersOf(searchEntries[0]?.[tokenGroups]).some((one) => one.equals(own));
  }
};

const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '');

const isLoopback = (url: string) => /^ldap:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(url);

const textOf = (value: unknown): string | null => {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (Buffer.isBuffer(first)) return first.toString('base64url');
  return typeof first === 'string' && first !== '' ? first : null;
};

/**
 * A PIN verifier over LDAP v3. Unknown ids do the same work as known ones: a bind is made in any case, as an entry that
 * does not exist. A result other than success or "invalid credentials" is `cannot_say`. The directory is trusted to have
 * checked the phone attribute, because a directory has no flag for it.
 * @throws PortError when the settings would send a PIN in clear over a network.
 */
export const createLdapVerifier = (settings: LdapSettings, ports: Ports): PinVerifier => {
  const secure = settings.url.startsWith('ldaps://') || settings.startTls || isLoopback(settings.url);
  if (!secure) throw new PortError('identity', 'a directory is only asked over TLS', { retryable: false });
  const breaker = createBreaker(ports.clock);
  const timeout = settings.timeoutMs ?? 3000;
  const tlsOptions = { rejectUnauthorized: true, ...(settings.ca === null ? {} : { ca: [settings.ca] }) };

  const connected = async <Result>(work: (client: Client) => Promise<Result>): Promise<Result> => {
    const client = new Client({
      url: settings.url,
      timeout,
      connectTimeout: timeout,
      strictDN: true,
      ...watchedConnections,
      ...(settings.url.startsWith('ldaps://') ? { tlsOptions } : {}),
    });
    try {
      // The name is said outright: for an address the TLS layer would otherwise check "localhost".
      if (settings.startTls) await client.startTLS({ ...tlsOptions, host: hostOf(settings.url) });
      await client.bind(settings.bindDn, settings.bindSecret.reveal());
      return await work(client);
    } finally {
      await client.unbind().catch(() => undefined);
    }
  };

  const entriesOf = async (client: Client, userId: Secret) => {
    const { userAttribute, subjectAttribute, phoneAttribute, signInAttribute } = settings;
    const more = signInAttribute === undefined ? [] : [signInAttribute, 'userAccountControl'];
    const { searchEntries } = await client.search(settings.baseDn, {
      scope: 'sub',
      sizeLimit: 2,
      timeLimit: Math.ceil(timeout / 1000),
      filter: new EqualityFilter({ attribute: userAttribute, value: userId.reveal() }),
      attributes: [userAttribute, subjectAttribute, phoneAttribute, accountName, securityId, ...more],
      explicitBufferAttributes: [subjectAttribute, securityId],
    });
    return searchEntries;
  };

  const callerOf = (entry: Entry, subject: string) => ({
    ...handlesOf(ports.key, settings.url, subject, null),
    numberOnFile: parseE164(textOf(entry[settings.phoneAttribute]) ?? ''),
  });

  const find = (userId: Secret): Promise<Found | null> =>
    connected(async (client) => {
      const [entry, another] = await entriesOf(client, userId);
      if (another !== undefined) throw new PortError('identity', 'two entries have one user id', { retryable: false });
      const subject = entry === undefined ? null : textOf(entry[settings.subjectAttribute]);
      const signsInAs = entry === undefined ? null : textOf(entry[settings.signInAttribute ?? '']);
      if (entry === undefined || subject === null || signsInAs === null) return null;
      // Active Directory's ACCOUNTDISABLE; other directories have no such attribute.
      if ((Number(textOf(entry['userAccountControl']) ?? 0) & 2) !== 0) return null;
      return { ...callerOf(entry, subject), signsInAs };
    });

  const ask = async (userId: Secret, pin: Secret): Promise<ProviderVerdict> => {
    try {
      return await connected(async (client) => {
        const searchEntries = await entriesOf(client, userId);
        const [entry] = searchEntries;
        if (searchEntries.length > 1) return cannotSay('misconfigured');
        try {
          await client.bind(entry?.dn ?? `cn=nobody,${settings.baseDn}`, pin.reveal());
        } catch (error) {
          return verdictOfBind(error);
        }
        if (entry === undefined) return { verdict: 'wrong' };
        // A bind that was believed by mistake leaves the connection nobody's, or the service account's.
        if (!(await isSelf(client, entry))) return cannotSay('malformed');
        const subject = textOf(entry[settings.subjectAttribute]);
        if (subject === null) return cannotSay('misconfigured');
        return {
          verdict: 'verified',
          caller: {
            ...callerOf(entry, subject),
            amr: ['pwd'],
            authTime: Math.floor(ports.clock.now()),
          },
        };
      });
    } catch (error) {
      return verdictOfFailure(error);
    }
  };

  const asked = (userId: Secret, pin: Secret) => breaker.ask(() => ask(userId, pin));

  return {
    name: 'ldap',
    decoy: decoyOf(ports.random, asked),
    async verify(userId, pin) {
      const secret = pin.reveal();
      // RFC 4513 §5.1.2: a bind with an empty secret is anonymous and may be answered with success.
      if (secret.trim() === '' || secret.includes('\0') || userId.reveal().trim() === '') return { verdict: 'wrong' };
      return asked(userId, pin);
    },
    ...(settings.signInAttribute === undefined ? {} : { find }),
    ready: () => connected(async () => true).catch(() => false),
  };
};
