// The Lambda behind the HTTP API: every endpoint of the route table but the pages, which CloudFront has already.
import { constantTimeEqual } from '#core';
import { answerOf, type HttpAnswer, notHere } from './http-answer.ts';
import { clientOf, type HttpEvent, requestOf } from './http-event.ts';
import { opened } from './open.ts';

/** Answers one HTTP request; whoever comes past CloudFront, and so past its rules, is refused. */
export const handler = async (event: HttpEvent): Promise<HttpAnswer> => {
  const { app, config, environment } = await opened();
  const secret = environment.ORIGIN_SECRET ?? '';
  const given = event.headers['x-origin-secret'] ?? '';
  if (secret === '' || !constantTimeEqual(given, secret)) return notHere;
  return answerOf(await app.fetch(requestOf(event, config.issuer), { client: clientOf(event) }));
};
