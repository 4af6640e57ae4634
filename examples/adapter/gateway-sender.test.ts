import { Secret } from 'voicegrant';
import { messageContract } from 'voicegrant/contract/message';
import { createGatewaySender } from './gateway-sender.ts';

const words: Record<string, string> = { opted_out: 'stop', invalid: 'no_such_number', throttled: 'slow_down' };

messageContract('by the gateway', () => {
  let sent = 0;
  let answer = async (): Promise<Response> => Response.json({ id: `m${++sent}` });
  const fetch = async () => answer();
  return {
    sender: createGatewaySender({ url: 'https://gateway.example', key: new Secret('key'), fetch }),
    sent: () => sent,
    refuse(reason) {
      const status = reason === 'misconfigured' ? 401 : 422;
      answer = async () => Response.json({ error: words[reason] }, { status });
      return true;
    },
    loseAnswer() {
      answer = async () => {
        sent += 1;
        throw new TypeError('connection reset');
      };
      return true;
    },
  };
});
