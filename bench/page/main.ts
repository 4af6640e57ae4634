// `node bench/page/main.ts [rounds]`: the caller's page beside a React form page and oidc-provider's login page, on slow 4G.
import { measurePages } from './index.ts';

const figures = await measurePages(Number(process.argv[2] ?? 7));
for (const [name, { usableMs, bytes, requests }] of Object.entries(figures.pages))
  process.stdout.write(
    `${name.padEnd(14)} usable ${usableMs.toFixed(0).padStart(5)} ms  ${bytes} bytes  ${requests} requests\n`,
  );
const { usableOfReact, usableOfProvider, bytesOfReact, pages } = figures;
process.stdout.write(
  `ours / react: time ${usableOfReact.toFixed(3)}, bytes ${bytesOfReact.toFixed(3)}; ours / oidc-provider: time ${usableOfProvider.toFixed(3)}\n`,
);
const met = usableOfReact <= 0.25 && usableOfProvider < 1 && pages.ours.requests === 1 && pages.ours.bytes <= 10_240;
process.stdout.write(`goal 11 (one request, 10 KB, a quarter of React's time): ${met ? 'met' : 'MISSED'}\n`);
if (!met) process.exitCode = 1;
