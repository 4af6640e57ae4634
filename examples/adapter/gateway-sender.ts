// An adapter of your own: texts by an SMS gateway that takes JSON. The contract suite of the package judges it
// (gateway-sender.test.ts); `sender: () => createGatewaySender(…)` in voicegrant.config.ts puts it to work.
import type { Secret, SendResult, TextSender } from 'voicegrant';

type Gateway = { readonly url: string; readonly key: Secret; readonly fetch?: typeof fetch };

/** What the gateway says of a number it will not send to. */
const refusals: Readonly<Record<string, Extract<SendResult, { result: 'refused' }>['reason']>> = {
  stop: 'opted_out',
  no_such_number: 'invalid',
  slow_down: 'throttled',
};

/** Sends by the gateway. Never tries a text twice: an answer that does not come is `unknown`, and looked up by a human. */
export const createGatewaySender = ({ url, key, fetch = globalThis.fetch }: Gateway): TextSender => ({
  name: 'gateway',
  async send({ id, to, body, validSeconds }) {
    try {
      const answer = await fetch(`${url}/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key.reveal()}` },
        body: JSON.stringify({ client_ref: id, to, text: body.reveal(), expire_in: validSeconds }),
        redirect: 'error',
        signal: AbortSignal.timeout(5000),
      });
      if (answer.status === 401) return { result: 'refused', reason: 'misconfigured' };
      const told = (await answer.json()) as { id?: string; error?: string };
      if (answer.ok && told.id !== undefined) return { result: 'accepted', providerId: told.id };
      return { result: 'refused', reason: refusals[told.error ?? ''] ?? 'unavailable' };
    } catch {
      return { result: 'unknown' };
    }
  },
  ready: async () => (await fetch(`${url}/health`, { redirect: 'error' }).catch(() => null))?.ok === true,
});
