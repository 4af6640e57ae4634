// Contest (b): one voice turn. Lex's beside a bare node:http route, Twilio's beside Express with Twilio's SDK.
import { count, type Found, interleave, tableOf, widths } from '../contest.ts';
import { type Contestant, startContestant } from '../contestant.ts';
import { makeLexEvent, makeWebhook, newCallSid, nextAddress } from '../heard.ts';
import { burst, sendAll } from '../load.ts';
import { atLeast, atMost, paired, spread } from '../ratios.ts';
import type { Sample } from '../redeem.ts';

const sampled = async (
  server: Contestant,
  port: number,
  requests: readonly Buffer[],
  width: number,
): Promise<Sample> => {
  const before = await server.cpu();
  const figures = await burst(port, requests, width, 200);
  return { ...figures, cpu: ((await server.cpu()) - before) / requests.length };
};

export const lexBurst = async (server: Contestant, width: number): Promise<Sample> => {
  const port = await server.ask<number>('lexPort', null);
  const contacts = await server.ask<string[]>('lexCalls', count);
  return sampled(
    server,
    port,
    contacts.map((contact) => makeLexEvent(port, contact)),
    width,
  );
};

const twilioBurst = async (server: Contestant, width: number): Promise<Sample> => {
  const { origin } = new URL(server.url);
  const sids = Array.from({ length: count }, newCallSid);
  const rings = sids.map((sid) => makeWebhook(`${origin}/phone/twilio/calls`, sid, 'ringing'));
  const { answers } = await sendAll(server.port, rings, 32);
  const turns = answers.map(({ body }, index) =>
    makeWebhook(nextAddress(body, origin), sids[index] ?? '', 'in-progress'),
  );
  return sampled(server, server.port, turns, width);
};

/** Nobody may answer a turn that Twilio did not sign. */
const refusesForgeries = async (server: Contestant): Promise<void> => {
  const { origin } = new URL(server.url);
  const forged = Buffer.from(
    makeWebhook(`${origin}/phone/twilio/calls`, newCallSid(), 'ringing')
      .toString()
      .replace(/signature: .{6}/, 'signature: AAAAAA'),
  );
  const { answers } = await sendAll(server.port, [forged], 1);
  if (answers[0]?.status !== 403) throw new Error(`${server.name} answers a forged webhook ${answers[0]?.status}`);
};

export const turn = async (): Promise<Found> => {
  const ours = await startContestant('ours', './ours.ts');
  const bare = await startContestant('bare node:http', './turn-peer.ts', ['bare']);
  const lexServers = [ours, bare];
  for (const server of lexServers) await lexBurst(server, 16);
  const lex = await interleave(lexServers, lexBurst);
  const lexTable = tableOf(lexServers, lex);
  await bare.stop();
  await ours.stop();

  const line = await startContestant('ours', './ours.ts');
  const express = await startContestant('Express + Twilio SDK', './turn-peer.ts', ['express']);
  const twilioServers = [line, express];
  for (const server of twilioServers) await refusesForgeries(server);
  for (const server of twilioServers) await twilioBurst(server, 16);
  const twilio = await interleave(twilioServers, twilioBurst);
  const twilioTable = tableOf(twilioServers, twilio);
  const memory = line.rss() / express.rss();
  await line.stop();
  await express.stop();

  const against = (figures: typeof lex, name: string, width: number, of: 'perSecond' | 'p99') =>
    paired(figures('ours', width, of), figures(name, width, of));
  return {
    goals: [
      ...widths.map((width) =>
        atLeast(
          `Lex turn / bare node:http, req/s, c=${width}`,
          0.8,
          against(lex, 'bare node:http', width, 'perSecond'),
        ),
      ),
      ...widths.map((width) =>
        atLeast(
          `Twilio turn / Express + SDK, req/s, c=${width}`,
          1.3,
          against(twilio, 'Express + Twilio SDK', width, 'perSecond'),
        ),
      ),
      atMost('Twilio turn / Express + SDK, p99, c=64', 0.7, against(twilio, 'Express + Twilio SDK', 64, 'p99')),
      atMost('Twilio turn / Express + SDK, memory', 0.5, spread([memory])),
    ],
    tables: { 'Turn, Lex': lexTable, 'Turn, Twilio': twilioTable },
  };
};
