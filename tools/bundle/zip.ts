import { crc32, deflateRawSync } from 'node:zlib';

const header = (signature: number, fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer => {
  const buffer = Buffer.alloc(4 + fields.reduce((sum, [bytes]) => sum + bytes, 0));
  buffer.writeUInt32LE(signature);
  let at = 4;
  for (const [bytes, value] of fields) {
    buffer.writeUIntLE(value, at, bytes);
    at += bytes;
  }
  return buffer;
};

/** Midnight of 1 January 1980, the first date a zip can hold: the same content gives the same bytes whenever it is packed. */
const firstDay = 0x21;
const readableByAll = 0o100644;

/** One file as a zip archive (PKWARE APPNOTE 6.3), the way Lambda takes it: the same bytes for the same content. */
export const zipOf = (name: string, content: string): Buffer => {
  const [plain, file] = [Buffer.from(content), Buffer.from(name)];
  const packed = deflateRawSync(plain, { level: 9 });
  const about = [
    [2, 20],
    [2, 0x0800],
    [2, 8],
    [2, 0],
    [2, firstDay],
    [4, crc32(plain)],
    [4, packed.length],
    [4, plain.length],
    [2, file.length],
    [2, 0],
  ] as const;
  const local = Buffer.concat([header(0x04034b50, about), file, packed]);
  const where = [
    [2, 0],
    [2, 0],
    [2, 0],
    [4, readableByAll * 0x10000],
    [4, 0],
  ] as const;
  const central = Buffer.concat([header(0x02014b50, [[2, 0x0314], ...about, ...where]), file]);
  const end = [
    [2, 0],
    [2, 0],
    [2, 1],
    [2, 1],
    [4, central.length],
    [4, local.length],
    [2, 0],
  ] as const;
  return Buffer.concat([local, central, header(0x06054b50, end)]);
};
