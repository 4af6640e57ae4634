// A directory that answers every question honestly, or with one fault. It knows one entry and no right secret but the
// service account's, so that whatever it is made to say, a bind as the entry is refused.
import { createServer, type Socket } from 'node:net';

type Question = { readonly id: number; readonly operation: number; readonly isService: boolean };

const questions = (bytes: Buffer, service: string): Question[] => {
  const found: Question[] = [];
  for (let at = 0; at + 5 < bytes.length; ) {
    const first = bytes[at + 1] ?? 0;
    const width = first < 128 ? 0 : first & 127;
    const length = width === 0 ? first : bytes.readUIntBE(at + 2, width);
    const body = bytes.subarray(at + 2 + width, at + 2 + width + length);
    found.push({ id: body[2] ?? 0, operation: body[3] ?? 0, isService: body.includes(service) });
    at += 2 + width + length;
  }
  return found;
};

const tlv = (tag: number, ...inside: readonly (number | Buffer)[]): Buffer => {
  const value = Buffer.concat(inside.map((one) => (typeof one === 'number' ? Buffer.from([one]) : one)));
  const long = value.length < 128 ? [value.length] : [0x82, value.length >> 8, value.length & 255];
  return Buffer.concat([Buffer.from([tag, ...long]), value]);
};
const text = (value: string, tag = 4) => tlv(tag, Buffer.from(value));
const message = (id: number, operation: Buffer) => tlv(0x30, tlv(2, id), operation);
const result = (id: number, tag: number, code: number) =>
  message(id, tlv(tag, tlv(10, code), text(''), text(code === 49 ? 'invalid credentials' : '')));
const attribute = (name: string, value: string) => tlv(0x30, text(name), tlv(0x31, text(value)));

const honest = ({ id, operation, isService }: Question): Buffer => {
  if (operation === 0x60) return result(id, 0x61, isService ? 0 : 49);
  if (operation !== 0x63) return result(id, operation + 1, 0);
  const attributes = tlv(0x30, attribute('entryUUID', 'an-entry-for-ever'), attribute('mobile', '+15555550142'));
  return Buffer.concat([message(id, tlv(0x64, text('uid=10012345,dc=bank'), attributes)), result(id, 0x65, 0)]);
};

/** `null` for "nothing, ever"; `close` ends the connection after the bytes. */
type Reply = { readonly bytes: Buffer | null; readonly close: boolean };

/**
 * The ways an answer goes wrong. None of them says "success" under the id of a bind as the entry, in an answer of whatever
 * kind: ldapts 9.2 looks at the id and the code alone, so only TLS and an honest directory stand between that and a yes.
 * Nor is there noise inside an envelope: a length in it that lies can make ldapts' parser go round for ever.
 */
const faults = (question: Question, chance: () => number): readonly (() => Reply)[] => {
  const whole = honest(question);
  const at = Math.floor(chance() * whole.length);
  const { id } = question;
  const other = [id - 1, id + 1, 0, 127][Math.floor(chance() * 4)] ?? 0;
  const refusals = [1, 2, 3, 8, 10, 12, 14, 32, 48, 49, 50, 51, 52, 53, 80];
  const code = refusals[Math.floor(chance() * refusals.length)] ?? 1;
  const noise = Buffer.from([0xff, ...Array.from({ length: at }, () => Math.floor(chance() * 256))]);
  const open = (bytes: Buffer): Reply => ({ bytes, close: false });
  const shut = (bytes: Buffer): Reply => ({ bytes, close: true });
  return [
    () => shut(whole.subarray(0, at)),
    () => shut(noise),
    () => shut(Buffer.concat([whole, noise])),
    () => shut(Buffer.alloc(0)),
    () => shut(result(other, 0x61, 0)),
    () => shut(Buffer.concat([result(other, 0x61, 0), whole])),
    () => open(Buffer.concat([whole, whole])),
    () => open(result(id, question.operation === 0x63 ? 0x65 : 0x61, code)),
    () => shut(result(0, 0x78, 52)),
    () => shut(result(id, 0x65, code)),
    () => shut(Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')),
    () => ({ bytes: null, close: false }),
  ];
};

/** Starts it on a free port of loopback. While `state.broken`, most answers have a fault; `state.faults` counts them. */
export const startFaultyDirectory = async (service: string, chance: () => number) => {
  const state = { broken: false, faults: 0 };
  const sockets = new Set<Socket>();
  const reply = (question: Question): Reply => {
    if (!state.broken || chance() < 0.4) return { bytes: honest(question), close: false };
    state.faults += 1;
    const all = faults(question, chance);
    // The last, silence, costs its time-out and is rare.
    const which = Math.floor(chance() * (all.length - 0.9));
    return (all[which] ?? all[0])?.() ?? { bytes: null, close: true };
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      for (const question of questions(bytes, service)) {
        if (question.operation === 0x42) return void socket.end();
        const { bytes: said, close } = reply(question);
        if (said !== null) socket.write(said);
        if (close) return void socket.end();
      }
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  return {
    state,
    url: `ldap://127.0.0.1:${port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
