// Contest (a): one code, one proof, one token. Before any figure, every server shows that it refuses what must be refused.
import type { Contestant } from './contestant.ts';
import { type Burst, burst, sendAll } from './load.ts';
import { makePairs, makeProof, makeRedeem, type Offer } from './material.ts';

type Material = { readonly offers: Offer[]; readonly nonce: string | null };

export type Sample = Burst & { readonly cpu: number };

export const pairs = makePairs(256);

const offersOf = (server: Contestant, count: number) => server.ask<Material>('offer', count);
export const claimsOf = (nonce: string | null) => (nonce === null ? {} : { nonce });

/** `count` redeems of fresh codes, each with a fresh proof. */
export const prepareRedeems = async (server: Contestant, count: number): Promise<Buffer[]> => {
  const { offers, nonce } = await offersOf(server, count);
  return offers.map((offer, index) =>
    makeRedeem(server.url, server.clientId, offer, makeProof(pairs[index % 256]!, server.url, claimsOf(nonce))),
  );
};

/** One burst: `count` redeems over `width` connections, and the CPU the server took for each (microseconds). */
export const redeemBurst = async (server: Contestant, count: number, width: number): Promise<Sample> => {
  const requests = await prepareRedeems(server, count);
  const before = await server.cpu();
  const figures = await burst(server.port, requests, width, 200);
  return { ...figures, cpu: ((await server.cpu()) - before) / count };
};

const bent = (proof: string) => `${proof.slice(0, -6)}${proof.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'}`;

/**
 * Like with like: only a good request and one of 32 at once may succeed. Answers what each server did wrong, by name.
 */
export const redeemFaults = async (server: Contestant): Promise<string[]> => {
  const { offers, nonce } = await offersOf(server, 7);
  const [good, second, third, fourth, fifth] = offers as [Offer, Offer, Offer, Offer, Offer];
  const claims = claimsOf(nonce);
  const proof = (extra = claims) => makeProof(pairs[0]!, server.url, extra);
  const spoken = proof();
  const statusOf = async (offer: Offer, given: string) =>
    (await sendAll(server.port, [makeRedeem(server.url, server.clientId, offer, given)], 1)).answers[0]!.status;
  const faults: string[] = [];
  const expect = (what: string, isRight: boolean) => {
    if (!isRight) faults.push(what);
  };
  expect('refuses a good request', (await statusOf(good, spoken)) === 200);
  expect('takes a proof twice', (await statusOf(second, spoken)) !== 200);
  expect('takes a bad signature', (await statusOf(third, bent(proof()))) !== 200);
  const elsewhere = makeProof(pairs[0]!, `${server.url}/elsewhere`, claims);
  expect('takes another htu', (await statusOf(fourth, elsewhere)) !== 200);
  expect('takes an unknown code', (await statusOf({ ...good, code: 'A'.repeat(43) }, proof())) !== 200);
  const race = Array.from({ length: 32 }, (_, index) =>
    makeRedeem(server.url, server.clientId, fifth, makeProof(pairs[index]!, server.url, claims)),
  );
  const winners = (await sendAll(server.port, race, 32)).answers.filter(({ status }) => status === 200).length;
  expect(`gives ${winners} tokens for one code`, winners === 1);
  const used = makeProof(pairs[99]!, server.url, claims);
  expect('takes a code twice', (await statusOf(fifth, used)) !== 200);
  return faults;
};
