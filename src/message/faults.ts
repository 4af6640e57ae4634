import type { TextWords } from './compose.ts';
import { septets } from './gsm7.ts';

const [brand, host] = ['B'.repeat(24), 'h'.repeat(40)];
const url = `https://${host}/change_address?xx#${'c'.repeat(43)}`;

/** What is wrong with a language's texts: its shortest must fit one message with the longest brand and host, and hold what matters. */
export const textFaults = ({ link, digits }: TextWords): string[] => {
  const links = link.map((words) => words(brand, url));
  const codes = digits.map((words) => words(brand, '123456', host));
  const fits = (bodies: readonly string[]) => bodies.some((body) => (septets(body) ?? 999) <= 160);
  return [
    ...(links.every((body) => body.includes(url) && body.includes(brand)) ? [] : ['link must hold brand and link']),
    ...(codes.every((body) => body.includes('123456')) ? [] : ['digits must hold the digits']),
    ...(fits(links) ? [] : ['no link text fits one message, in the letters a plain text message has']),
    ...(fits(codes) ? [] : ['no digits text fits one message, in the letters a plain text message has']),
  ];
};
