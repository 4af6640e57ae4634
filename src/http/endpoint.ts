/** What an endpoint is told beside the request. `requestId` goes into the log and into a `server_error`. */
export type RequestInfo = {
  readonly requestId: string;
  /** Path parameters by name. */
  readonly params: Readonly<Record<string, string>>;
  /** The client's address as the host vouches for it; for limits only. */
  readonly client: string;
};

/** One endpoint: a request in, a response out. Throws `WireError` for a refusal; `respond.ts` turns it into an answer. */
export type Endpoint = (request: Request, info: RequestInfo) => Promise<Response> | Response;
