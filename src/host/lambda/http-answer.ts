/** What API Gateway takes from a function (payload 2.0). */
export type HttpAnswer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
};

const isText = (headers: Headers): boolean =>
  !headers.has('content-encoding') &&
  /^(?:text\/|application\/(?:[\w.+-]*json|xml))/.test(headers.get('content-type') ?? '');

/** A response as API Gateway takes it: cookies apart, bytes as base64, text as it is. */
export const answerOf = async (response: Response): Promise<HttpAnswer> => {
  const cookies = response.headers.getSetCookie();
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie'));
  const bytes = Buffer.from(await response.arrayBuffer());
  const plain = isText(response.headers);
  return {
    statusCode: response.status,
    headers,
    ...(cookies.length > 0 ? { cookies } : {}),
    body: bytes.toString(plain ? 'utf8' : 'base64'),
    isBase64Encoded: !plain,
  };
};

/** For requests that did not come through our own CloudFront: nothing is here. */
export const notHere: HttpAnswer = { statusCode: 403, headers: {}, body: '', isBase64Encoded: false };
