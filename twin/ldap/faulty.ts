// A directory that answers every question honestly, or with one fault. It knows one entry with one right secret, and the
// service account; as whom it takes a connection is decided by the binds it has really accepted.
import { createServer, type Socket } from 'node:net';

type Question = { readonly id: number; readonly operation: number; readonly body: Buffer };

const questions = (bytes: Buffer): Question[] => {
  const found: Question[] = [];
  for (let at = 0; at + 5 < bytes.length; ) {
    const first = bytes[at + 1] ?? 0;
    const width = first < 128 ? 0 : first & 127;
    const length = width === 0 ? first : bytes.readUIntBE(at + 2, width);
    const body = bytes.subarray(at + 2 + width, at + 2 + width + length);
    found.push({ id: body[2] ?? 0, operation: body[3] ?? 0, body });
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

export const faultyEntry = { dn: 'uid=10012345,dc=bank', secret: '48291306' };

/** As whom a connection is taken, and what an honest directory answers. */
const honestly = (service: string) => {
  let self = '';
  return ({ id, operation, body }: Question): Buffer => {
    if (operation === 0x60) {
      const [isService, isEntry] = [body.includes(service), body.includes(faultyEntry.dn)];
      const isRight = isService || (isEntry && body.includes(faultyEntry.secret));
      // RFC 4513 §4: a bind that fails leaves the connection nobody's.
      self = isRight ? `dn:${isService ? service : faultyEntry.dn}` : '';
      return result(id, 0x61, isRight ? 0 : 49);
    }
    if (operation === 0x77) return message(id, tlv(0x78, tlv(10, 0), text(''), text(''), text(self, 0x8b)));
    if (operation !== 0x63) return result(id, operation + 1, 0);
    const attributes = tlv(0x30, attribute('entryUUID', 'an-entry-for-ever'), attribute('mobile', '+15555550142'));
    return Buffer.concat([message(id, tlv(0x64, text(faultyEntry.dn), attributes)), result(id, 0x65, 0)]);
  };
};

/** The same bytes but for one. */
const changed = (bytes: Buffer, chance: () => number): Buffer => {
  const other = Buffer.from(bytes);
  const at = Math.floor(chance() * other.length);
  other[at] = Math.floor(chance() * 256);
  return other;
};

/** `null` for "nothing, ever"; `close` ends the connection after the bytes. */
type Reply = { readonly bytes: Buffer | null; readonly close: boolean };

/**
 * The ways an answer goes wrong, a success that nobody gave and lengths that lie among them. The one thing it never does is
 * lie about as whom it takes a connection in a whole and well-formed answer to that very question: then it is no directory.
 */
const faults = (question: Question, whole: Buffer, chance: () => number): readonly (() => Reply)[] => {
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
    // The right id and "success", in answers of every kind.
    () => open(result(id, 0x61, 0)),
    () => open(result(id, [0x65, 0x69, 0x6b, 0x6d, 0x6f, 0x78][Math.floor(chance() * 6)] ?? 0x65, 0)),
    () => open(Buffer.concat([result(id, 0x61, 0), result(id + 1, 0x78, 0), result(id + 1, 0x61, 0)])),
    // Whole on the outside; inside, a byte is another one, or all of it is noise.
    () => open(changed(whole, chance)),
    () => open(tlv(0x30, tlv(2, id), noise)),
    () => open(tlv(0x30, noise)),
    () => open(tlv(0x30, tlv(2, id), tlv(0x61, tlv(10, 0), Buffer.from([4, 0x84, 0x7f, 0xff, 0xff, 0xff]), text('')))),
    () => open(tlv(0x30, tlv(2, id), tlv(0x64, text(''), Buffer.from([0x30, 0x84, 0, 0, 1, 0])))),
    () => open(Buffer.from([0x30, 0x80, 2, 1, id])),
    () => open(Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff])),
    () => open(Buffer.alloc(70_000, 0x30)),
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
  const reply = (question: Question, honest: (question: Question) => Buffer): Reply => {
    const whole = honest(question);
    if (!state.broken || chance() < 0.4) return { bytes: whole, close: false };
    state.faults += 1;
    const all = faults(question, whole, chance);
    // The last, silence, costs its time-out and is rare.
    const which = Math.floor(chance() * (all.length - 0.9));
    return (all[which] ?? all[0])?.() ?? { bytes: null, close: true };
  };
  const server = createServer((socket) => {
    const honest = honestly(service);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      for (const question of questions(bytes)) {
        if (question.operation === 0x42) return void socket.end();
        const { bytes: said, close } = reply(question, honest);
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
