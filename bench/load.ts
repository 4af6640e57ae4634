// A load client without a library: keep-alive sockets, ready-made requests, every answer counted and its status checked.
import { connect, type Socket } from 'node:net';

export type Burst = { readonly perSecond: number; readonly p50: number; readonly p99: number };

type Answer = { readonly status: number; readonly body: string };

const statusOf = (head: string) => Number(head.slice(9, 12));

/** One complete answer at the front of `bytes`, or null. Knows `content-length` and chunked bodies, and no others. */
const readAnswer = (bytes: Buffer): { answer: Answer; length: number } | null => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = bytes.toString('latin1', 0, end);
  const given = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (given !== undefined) {
    const length = end + 4 + Number(given);
    return bytes.length < length
      ? null
      : { answer: { status: statusOf(head), body: bytes.toString('utf8', end + 4, length) }, length };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head))
    return { answer: { status: statusOf(head), body: '' }, length: end + 4 };
  const last = bytes.indexOf('0\r\n\r\n', end + 4);
  if (last < 0) return null;
  return { answer: { status: statusOf(head), body: bytes.toString('utf8', end + 4, last) }, length: last + 5 };
};

const open = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });

const send = (socket: Socket, request: Buffer): Promise<Answer> =>
  new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0);
    const heard = (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      const found = readAnswer(bytes);
      if (found === null) return;
      socket.off('data', heard).off('close', lost);
      resolve(found.answer);
    };
    const lost = () => reject(new Error('the server closed a connection'));
    socket.on('data', heard).once('close', lost);
    socket.write(request);
  });

/** Sends each request once over `width` connections; answers in the order of the requests. */
export const sendAll = async (port: number, requests: readonly Buffer[], width: number) => {
  // A crowd does not wait for its last to arrive: a server closes connections on which nothing comes.
  const opening = Array.from({ length: width }, () => open(port));
  const sockets = width > 256 ? opening : await Promise.all(opening);
  const answers: Answer[] = new Array(requests.length);
  const times: number[] = new Array(requests.length);
  let next = 0;
  const began = performance.now();
  await Promise.all(
    sockets.map(async (coming) => {
      const socket = await coming;
      while (next < requests.length) {
        const index = next++;
        const sent = performance.now();
        answers[index] = await send(socket, requests[index]!);
        times[index] = performance.now() - sent;
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  for (const socket of await Promise.all(sockets)) socket.destroy();
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  return { answers, burst: { perSecond: requests.length / seconds, p50: at(0.5), p99: at(0.99) } satisfies Burst };
};

/** As {@link sendAll}; @throws when one answer has another status. */
export const burst = async (
  port: number,
  requests: readonly Buffer[],
  width: number,
  status: number,
): Promise<Burst> => {
  const { answers, burst: figures } = await sendAll(port, requests, width);
  const bad = answers.find((answer) => answer.status !== status);
  if (bad !== undefined) throw new Error(`answered ${bad.status} instead of ${status}: ${bad.body.slice(0, 300)}`);
  return figures;
};
