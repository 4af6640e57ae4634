import { createHmac } from 'node:crypto';

/** Signs a webhook as Twilio does, with parameters in any shape: `X-Twilio-Signature`. */
export const sign = (authToken: string, url: string, params: Readonly<Record<string, string>>): string =>
  createHmac('sha1', authToken)
    .update(
      Object.keys(params)
        .sort()
        .reduce((text, name) => text + name + params[name], url),
    )
    .digest('base64');
