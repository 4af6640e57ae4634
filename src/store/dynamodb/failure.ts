import { PortError } from '#core';

/**
 * What an error says about the request:
 * - `failed_check`: a condition did not hold; nothing was written.
 * - `refused`: nothing was written, and the same request will be refused again.
 * - `busy`: nothing was written; throttled, or another transaction was at one of the entries.
 * - `unknown`: it may have been carried out.
 */
export type Verdict = 'failed_check' | 'refused' | 'busy' | 'unknown';

type AwsError = Error & {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
  readonly code?: string;
};

const busy =
  /^(Throttling(Exception|Error)?|ProvisionedThroughputExceeded(Exception)?|RequestLimitExceeded|TransactionConflict(Exception)?|TransactionInProgressException|LimitExceededException)$/;
/** No request left this process. */
const neverLeft = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

export const verdictOf = (error: unknown): Verdict => {
  if (!(error instanceof Error)) return 'unknown';
  const { name, $metadata, CancellationReasons: reasons, code } = error as AwsError;
  if (name === 'ConditionalCheckFailedException') return 'failed_check';
  if (name === 'TransactionCanceledException') {
    const codes = (reasons ?? []).map((reason) => reason.Code ?? 'None');
    // Beside entries that were only busy, a failed check is still a failed check.
    if (codes.includes('ConditionalCheckFailed')) return 'failed_check';
    return codes.some((one) => busy.test(one)) ? 'busy' : 'refused';
  }
  if (busy.test(name)) return 'busy';
  if (name === 'IdempotentParameterMismatchException') return 'unknown';
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') return 'refused';
  if (neverLeft.test(code ?? '')) return 'busy';
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500 ? 'refused' : 'unknown';
};

const advice = (error: unknown): string => {
  const { name, code } = error instanceof Error ? (error as AwsError) : { name: '', code: '' };
  if (name === 'ResourceNotFoundException')
    return 'the table in VOICEGRANT_DYNAMODB_TABLE does not exist in this account and region';
  if (/AccessDenied|UnrecognizedClient|InvalidSignature|ExpiredToken|Credentials|TokenProvider/.test(name))
    return 'DynamoDB refused our credentials; the role needs GetItem, Query, PutItem, DeleteItem and ConditionCheckItem on the table';
  if (name === 'ValidationException')
    return 'DynamoDB refused the request; does the table have the keys p and s, both binary?';
  if (busy.test(name) || name === 'TransactionCanceledException')
    return 'DynamoDB was too busy for too long; raise the capacity of the table';
  if (neverLeft.test(code ?? '')) return `DynamoDB cannot be reached (${code}); check the region and the network`;
  return 'DynamoDB did not answer';
};

/** The failure as the port's error, in our words. `certain`: nothing was written, whatever else is wrong. */
export const storeFailure = (error: unknown, certain: boolean): PortError =>
  error instanceof PortError ? error : new PortError('store', advice(error), { retryable: certain, cause: error });
