import type { Json } from '#core';
import { boundedFetch, type NoAnswerReason, reasonOf } from '../bounded-fetch.ts';

/** An origin such as `https://cognito-idp.eu-west-1.amazonaws.com`, and the ports to reach it. */
export type Net = { readonly endpoint: string; readonly fetch: typeof globalThis.fetch };

/** The four calls this room makes; none of them is signed, so no AWS SDK is needed. */
export type Operation = 'InitiateAuth' | 'GetUser' | 'GlobalSignOut' | 'RevokeToken';

type Members = { readonly [name: string]: Json | undefined };

/** What came back: an answer, a refusal by its name, or nothing that can be believed. */
export type Answer =
  | { readonly got: 'answer'; readonly members: Members }
  | { readonly got: 'refusal'; readonly status: number; readonly name: string; readonly message: string }
  | { readonly got: 'nothing'; readonly reason: NoAnswerReason };

/** Strict UTF-8, or null. */
const readText = async (response: Response): Promise<string | null> => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await response.arrayBuffer());
  } catch {
    return null;
  }
};

const readMembers = (text: string): Members | null => {
  // RevokeToken and GlobalSignOut may answer nothing at all.
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;
  } catch {
    return null;
  }
};

/** `com.amazonaws…#NotAuthorizedException:http://…` and the bare name are the same name. */
const bareName = (given: unknown): string =>
  typeof given === 'string' ? (/^(?:[^#:]*#)?(\w{1,80})(?::.*)?$/.exec(given)?.[1] ?? '') : '';

/**
 * One call of Amazon Cognito's JSON 1.1 protocol, within the bounds of `boundedFetch`: ends within `timeoutMs`, body
 * included. Never throws, and what it answers quotes nothing that was sent.
 */
export const ask = async (net: Net, operation: Operation, body: Json, timeoutMs: number): Promise<Answer> => {
  try {
    const response = await boundedFetch(net.fetch, timeoutMs)(`${net.endpoint}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        'cache-control': 'no-store',
      },
      body: JSON.stringify(body),
    });
    const text = await readText(response);
    const members = text === null ? null : readMembers(text);
    if (response.status === 200) return members === null ? nothing('malformed') : { got: 'answer', members };
    if (response.status < 400) return nothing('malformed');
    const name = bareName(members?.__type) || bareName(response.headers.get('x-amzn-errortype'));
    const message = members?.message ?? members?.Message;
    return { got: 'refusal', status: response.status, name, message: typeof message === 'string' ? message : '' };
  } catch (error) {
    return nothing(reasonOf(error));
  }
};

const nothing = (reason: NoAnswerReason): Answer => ({ got: 'nothing', reason });
