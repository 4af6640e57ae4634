/** The error of an AWS service, in the shape and under the names that the SDK gives it. The service's message is left out. */
export class AwsError extends Error {
  /** 0 when there was no answer. */
  readonly $metadata: { readonly httpStatusCode: number };
  /** Whose fault it is, as the status says; without an answer the service's. */
  readonly $fault: 'client' | 'server';
  /** Why a transaction of DynamoDB was cancelled, item by item. */
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
  /** Why no request left, in the words of the system: `ECONNREFUSED`. */
  readonly code?: string;

  constructor(name: string, status: number, more: { code?: string; reasons?: readonly { Code?: string }[] } = {}) {
    super(status === 0 ? 'no answer' : `answered ${status}`);
    this.name = name;
    this.$metadata = { httpStatusCode: status };
    this.$fault = status >= 400 && status < 500 ? 'client' : 'server';
    if (more.code !== undefined) this.code = more.code;
    if (more.reasons !== undefined) this.CancellationReasons = more.reasons;
  }
}

/** What came back instead of an answer: by the header or the body's `__type`, without namespace and address. */
export const refusalOf = (status: number, headers: Headers, body: unknown): AwsError => {
  const told = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly __type?: unknown;
    readonly code?: unknown;
    readonly CancellationReasons?: readonly { Code?: string }[];
  };
  const given = headers.get('x-amzn-errortype') ?? told.__type ?? told.code;
  const name = /^(?:[^#]*#)?(?<name>\w{1,100})(?::|$)/.exec(String(given ?? ''))?.groups?.name ?? 'UnknownError';
  const { CancellationReasons: reasons } = told;
  return new AwsError(name, status, Array.isArray(reasons) ? { reasons } : {});
};

/** No answer, or not all of it: whether the request was carried out is not known unless `code` says that it never left. */
export const silenceOf = (error: unknown): AwsError => {
  const { name, cause } = error as { readonly name?: string; readonly cause?: { readonly code?: unknown } };
  const code = cause?.code;
  return new AwsError(
    name === 'TimeoutError' ? 'TimeoutError' : 'NoAnswer',
    0,
    typeof code === 'string' ? { code } : {},
  );
};

const throttled =
  /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded|LimitExceededException)$/;

/** May another try find it otherwise? For requests that may be repeated at all. */
export const isPassing = ({ name, $fault }: AwsError): boolean => $fault === 'server' || throttled.test(name);
