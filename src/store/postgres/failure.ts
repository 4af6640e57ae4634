import { PortError } from '#core';

/** What was asked of the server. Only at `commit` can a failure leave it open whether the writes were kept. */
export type Phase = 'open' | 'read' | 'commit';

type ServerError = Error & { readonly code?: string; readonly severity?: string };

const codeOf = (error: unknown): string =>
  error instanceof Error && typeof (error as ServerError).code === 'string' ? String((error as ServerError).code) : '';

/** The server's own report (a five-letter SQLSTATE), as against a broken connection. */
const isReport = (error: unknown): error is ServerError =>
  error instanceof Error && 'severity' in error && /^[0-9A-Z]{5}$/.test(codeOf(error));

/**
 * Did the server say that the transaction was rolled back? An ERROR says so. A FATAL one ends the connection, perhaps
 * after the commit record was written and before it was told; so does silence.
 */
const isRolledBack = (error: unknown): boolean =>
  isReport(error) && error.severity === 'ERROR' && codeOf(error) !== '40003';

/** The connection was found dead before anything was sent on it (pg's own two sentences). */
export const neverSent = (error: unknown): boolean =>
  error instanceof Error && /not queryable|timeout exceeded when trying to connect/.test(error.message);

/**
 * Two transactions stood in each other's way and the server ended this one: trying again is all there is to do. So it is
 * when the request was long on its way and its time is not the server's any more.
 */
export const isConflict = (error: unknown): boolean => isReport(error) && /^(40(001|P01)|VG001)$/.test(codeOf(error));

/** May this connection be used again? A standby that took over, and anything but a plain refusal, needs a new one. */
export const isSpoilt = (error: unknown): boolean => !isRolledBack(error) || codeOf(error) === '25006';

const advice = (code: string, message: string): string => {
  if (code.startsWith('28') || /password|SASL|SCRAM/i.test(message))
    return 'PostgreSQL refused the login; check the user and password in VOICEGRANT_POSTGRES_URL';
  if (code === '3D000') return 'the database in VOICEGRANT_POSTGRES_URL does not exist; create it (createdb)';
  if (code === '42501')
    return 'the database user may not make or write the tables; give it CREATE on the schema, or run the first start as their owner';
  if (code === '53300') return 'PostgreSQL has no connection left; raise max_connections or run fewer processes';
  if (code === '53100' || code === '53200') return 'PostgreSQL has run out of disk or memory';
  if (code === '25006') return 'PostgreSQL only reads here; the address must lead to the primary';
  if (code === 'VG001') return 'the clock of this machine is not that of the database; see that both follow NTP';
  if (code === '57014') return 'PostgreSQL took too long over a statement and gave it up';
  if (code === '55P03') return 'a lock in PostgreSQL did not come free in time';
  if (/^57P0/.test(code)) return 'PostgreSQL is stopping or starting';
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENOENT|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code))
    return `PostgreSQL cannot be reached (${code}); check the host and port in VOICEGRANT_POSTGRES_URL`;
  if (/^(ECONNRESET|EPIPE)$/.test(code) || /terminated|timeout/i.test(message))
    return 'the connection to PostgreSQL was lost or went silent';
  if (/certificate|SSL|TLS/i.test(`${code} ${message}`))
    return 'the TLS connection to PostgreSQL was refused; check sslmode and sslrootcert in VOICEGRANT_POSTGRES_URL';
  return `PostgreSQL refused to work (${/^[\w]{1,32}$/.test(code) ? code : 'no code'})`;
};

/**
 * The failure as the port's error, in our words: what the server said may quote a value. `retryable` is true when nothing
 * was written for certain.
 */
export const serverFailure = (error: unknown, phase: Phase): PortError => {
  if (error instanceof PortError) return error;
  const code = codeOf(error);
  const certain = phase !== 'commit' || isRolledBack(error) || neverSent(error);
  const lasting = phase === 'open' && /^(28|42|3D)/.test(code);
  return new PortError('store', advice(code, error instanceof Error ? error.message : ''), {
    retryable: certain && !lasting,
    cause: error,
  });
};
