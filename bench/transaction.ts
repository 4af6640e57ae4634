// Contest (c): a bound token, a proof that names it, one change of an account, committed.
import { hash } from 'node:crypto';
import type { Contestant } from './contestant.ts';
import { burst, sendAll } from './load.ts';
import { makePost, makeProof } from './material.ts';
import { claimsOf, pairs, prepareRedeems, type Sample } from './redeem.ts';

const input = JSON.stringify({
  given_name: 'Anna',
  family_name: 'Ortiz',
  birthdate: '1988-04-12',
  relationship: 'spouse',
});

/** `count` transactions over `width` connections, each with a token redeemed beforehand with the same key. */
export const transactionBurst = async (server: Contestant, count: number, width: number): Promise<Sample> => {
  const { answers } = await sendAll(server.port, await prepareRedeems(server, count), 32);
  const { nonce } = await server.ask<{ nonce: string | null }>('offer', 0);
  const url = server.url.replace('/oauth/token', '/transactions/add_user');
  const requests = answers.map(({ body }, index) => {
    const token = (JSON.parse(body) as { access_token: string }).access_token;
    const ath = hash('sha256', token, 'base64url');
    const dpop = makeProof(pairs[index % 256]!, url, { ...claimsOf(nonce), ath });
    return makePost(url, 'application/json', { authorization: `DPoP ${token}`, dpop }, input);
  });
  const before = await server.cpu();
  const figures = await burst(server.port, requests, width, 201);
  return { ...figures, cpu: ((await server.cpu()) - before) / count };
};
