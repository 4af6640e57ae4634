import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const lists = new Map<string, BlockList>();

const listOf = (ranges: readonly string[]): BlockList => {
  const key = ranges.join(',');
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  lists.set(key, list);
  return list;
};

const trusted = (list: BlockList, address: string): boolean => {
  const bare = address.replace(/^::ffff:/, '');
  return isIP(bare) !== 0 && list.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4');
};

/** The client's address: the nearest one that is not a proxy we trust. Forwarded headers of anyone else count for nothing (R-O9). */
export const clientOf = (request: IncomingMessage, trustedProxies: readonly string[]): string => {
  const socket = request.socket.remoteAddress ?? '';
  const list = listOf(trustedProxies);
  if (!trusted(list, socket)) return socket;
  const hops = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => hop.trim());
  return hops.findLast((hop) => isIP(hop) !== 0 && !trusted(list, hop)) ?? socket;
};
