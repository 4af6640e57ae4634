/**
 * Every refusal on the wire, in one table: code, HTTP status, the one safe sentence that goes with it, and the
 * document that defines the code. `docs/errors.md` is made from it. Codes are never reused.
 */
export const wireErrors = {
  invalid_request: [400, 'The request is malformed or lacks a parameter.', 'RFC 6749 §5.2'],
  invalid_client: [401, 'Client authentication failed.', 'RFC 6749 §5.2'],
  unsupported_grant_type: [400, 'This grant type is not served here.', 'RFC 6749 §5.2'],
  invalid_grant: [400, 'The code is unknown, expired, used, or belongs to a call that has ended.', 'RFC 6749 §5.2'],
  invalid_scope: [400, 'The scope is not one this grant can have.', 'RFC 6749 §5.2'],
  invalid_target: [400, 'The resource is not this server.', 'RFC 8707 §2'],
  invalid_authorization_details: [400, 'The authorization details exceed the grant.', 'RFC 9396 §5'],
  invalid_dpop_proof: [400, 'The DPoP proof is missing or not valid.', 'RFC 9449 §5'],
  use_dpop_nonce: [400, 'The DPoP proof must carry the nonce given in this answer.', 'RFC 9449 §8'],
  invalid_token: [401, 'The access token is not valid, not live, or not for this.', 'RFC 6750 §3.1'],
  insufficient_scope: [403, 'The access token is for another transaction.', 'RFC 6750 §3.1'],
  invalid_credential_request: [400, 'The credential request is malformed.', 'OpenID4VCI 1.0 §8.3.1'],
  unknown_credential_configuration: [400, 'No such credential is issued here.', 'OpenID4VCI 1.0 §8.3.1'],
  unknown_credential_identifier: [400, 'No such credential is issued here.', 'OpenID4VCI 1.0 §8.3.1'],
  invalid_proof: [400, "The proof of the wallet's key is missing or not valid.", 'OpenID4VCI 1.0 §8.3.1'],
  invalid_nonce: [400, 'The c_nonce in the proof is unknown, used or too old.', 'OpenID4VCI 1.0 §8.3.1'],
  invalid_encryption_parameters: [400, 'Encrypted credentials are not issued here.', 'OpenID4VCI 1.0 §8.3.1'],
  credential_request_denied: [400, 'Nothing was done under this token yet.', 'OpenID4VCI 1.0 §8.3.1'],
  temporarily_unavailable: [503, 'A needed part is unavailable. Try again shortly.', 'RFC 6749 §4.1.2.1'],
  slow_down: [429, 'Too many requests. Wait as long as Retry-After says.', 'RFC 6585 §4'],
  server_error: [500, 'Something went wrong here. The request id finds it in the log.', 'RFC 6749 §4.1.2.1'],
  not_found: [404, 'There is nothing at this address.', 'RFC 9110 §15.5.5'],
  method_not_allowed: [405, 'This address does not take this method.', 'RFC 9110 §15.5.6'],
  unsupported_media_type: [415, 'The content type is not the one this address takes.', 'RFC 9110 §15.5.16'],
  content_too_large: [413, 'The body is larger than 8 KB.', 'RFC 9110 §15.5.14'],
  invalid_input: [422, 'Some fields need another value; see errors.', 'RFC 9457 §3'],
  confirmation_refused: [409, 'The caller said no on the phone. Nothing was changed.', 'Voicegrant'],
  transaction_failed: [409, 'The account could not be changed. Nothing was changed.', 'Voicegrant'],
  different_input: [409, 'This grant was already used with other details.', 'Voicegrant'],
  cross_site: [403, 'Requests from other sites are refused.', 'Voicegrant'],
  forbidden: [403, 'Not allowed.', 'RFC 9110 §15.5.4'],
  unauthorized: [401, 'Sign in first.', 'RFC 9110 §15.5.2'],
} as const satisfies Record<string, readonly [number, string, string]>;

export type WireErrorCode = keyof typeof wireErrors;

/**
 * A refusal on the wire. `error` and the table's sentence go out; `detail` and `cause` go to the log only and must hold
 * no personal detail and no secret.
 */
export class WireError extends Error {
  readonly error: WireErrorCode;
  readonly status: number;
  readonly description: string;
  readonly detail: string;
  /** Members beside `error`, safe for the wire, such as `tx_code_attempts_remaining`. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Extra response headers, such as `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    error: WireErrorCode,
    detail: string,
    extra: {
      members?: Record<string, unknown>;
      headers?: Record<string, string>;
      status?: number;
      cause?: unknown;
    } = {},
  ) {
    super(`${error}: ${detail}`, { cause: extra.cause });
    this.name = 'WireError';
    this.error = error;
    this.status = extra.status ?? wireErrors[error][0];
    this.description = wireErrors[error][1];
    this.detail = detail;
    this.members = extra.members ?? {};
    this.headers = extra.headers ?? {};
  }
}

/** A broken neighbour: which port, and whether trying again can help. The message never quotes what the neighbour sent. */
export class PortError extends Error {
  readonly port: string;
  readonly retryable: boolean;

  constructor(port: string, message: string, extra: { retryable: boolean; cause?: unknown }) {
    super(`${port}: ${message}`, { cause: extra.cause });
    this.name = 'PortError';
    this.port = port;
    this.retryable = extra.retryable;
  }
}

/** Settings that cannot be started with. Holds every problem at once. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Voicegrant cannot start with these settings:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
