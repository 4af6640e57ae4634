import { grounds } from './contrast.ts';
import type { PageParts } from './page-data.ts';

/** What only some pages show, and its rules. */
const rules = {
  logo: `
.logo{padding:12px 16px 0}.logo svg{display:block;height:32px;width:auto;max-width:100%}`,
  home: `
.of8{font-size:min(1.25rem,8vw)}.of8 span{width:calc(4ch + 2em)}`,
  choice: `
.choices{display:grid;gap:8px;grid-template-columns:repeat(auto-fit,minmax(8.6rem,1fr))}
.choice{display:flex;align-items:center;gap:10px;min-height:54px;padding:8px 10px;border:2px solid var(--line);border-radius:12px;font-weight:400;margin:0}
.choice input{width:24px;min-height:24px;margin:0;flex:none;accent-color:var(--accent)}.choice:has(:checked){border-color:var(--accent);background:var(--fill)}`,
  date: `
.date{display:flex;gap:12px}.date label{font-weight:400}.date div{width:4.6rem}.date .year{width:6.2rem}
.calendar{position:relative;margin-bottom:-8px}.picker{position:absolute;bottom:0;inset-inline-start:0;opacity:0;pointer-events:none;width:9rem}
.link{width:auto;min-height:48px;background:0 0;border:0;padding:0;text-align:start;text-decoration:underline;color:var(--accent)}`,
  call: `
dl{margin:8px 0 24px;padding:4px 16px;border:2px solid var(--line);border-radius:12px}dt{color:var(--soft);margin-top:10px}dd{margin:0 0 10px;font-weight:600;font-size:1.12rem}`,
};

/**
 * A page's style sheet for one pair of accent colours, with the parts it needs. No picture, no font, nothing to fetch.
 */
export const styleOf = (accent: { light: string; dark: string }, parts: PageParts): string =>
  `
:root{color-scheme:light dark;--ground:${grounds.light};--ink:#1a1d21;--soft:#565e66;--line:#737b83;--fill:#f3f5f7;--accent:${accent.light};--bad:#b3261e;--good:#1a7f37;scroll-padding:4rem 0 6rem}
@media(prefers-color-scheme:dark){:root{--ground:${grounds.dark};--ink:#f1f3f5;--soft:#b3bbc3;--line:#88919a;--fill:#20262c;--accent:${accent.dark};--bad:#ff9a91;--good:#4cc38a}}
*{box-sizing:border-box}
html{font:max(17px,106.25%)/1.5 system-ui,sans-serif}
body{margin:0;background:var(--ground);color:var(--ink);overflow-wrap:break-word}
header,.logo,.notice,main{max-width:34rem;margin:0 auto;padding:0 16px}
header{display:flex;flex-wrap:wrap;align-items:center;gap:0 8px;padding:10px 16px;font-size:.88rem;border-bottom:1px solid var(--fill)}
.call,.reference,button{font-weight:600}.call{flex:1 1 8rem}.time{margin-inline-start:auto;color:var(--soft)}
.dot{width:12px;height:12px;border-radius:50%;border:2px solid var(--soft)}.live{background:var(--good);border-color:var(--good)}
.notice:not(:empty){position:sticky;top:0;z-index:1;padding:12px 16px;border-radius:12px;background:var(--fill);font-weight:600}
.unseen{position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%)}
main,form{display:flex;flex-direction:column}form{flex:1}
main{min-height:calc(100svh - 4rem - var(--keyboard,0px));padding-bottom:16px}
h1{font-size:min(1.65rem,13.5vw);line-height:1.22;margin:24px 0 8px;text-wrap:balance}h1:focus{outline:0}
p{margin:0 0 16px}
.hint,.account{color:var(--soft)}.hint{margin:2px 0 6px;font-size:.94rem}
.field{margin:12px 0 10px;border:0;padding:0;min-width:0}label,legend{display:block;font-weight:600;padding:0;margin-bottom:4px}
.error{color:var(--bad);font-weight:600;margin:2px 0 6px;padding-inline-start:1.75em;position:relative}
.error::before{content:"!";content:"!"/"";position:absolute;inset-inline-start:0;top:.1em;width:1.3em;border-radius:50%;background:var(--bad);color:var(--ground);text-align:center;line-height:1.3em}
input,select,textarea,button{font:inherit;color:inherit;border-radius:12px;border:2px solid var(--line);background:var(--ground);min-height:54px;padding:10px 12px;width:100%}
[aria-invalid]{border-color:var(--bad)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.groups{position:relative;display:flex;gap:calc(1ch + .5em - 8px);width:max-content;font:600 min(1.75rem,10.5vw) ui-monospace,Menlo,Consolas,monospace;margin:4px 0 8px}
.groups span{box-sizing:content-box;padding:0 2px;width:calc(3ch + 1.5em);height:60px;border:2px solid var(--line);border-radius:12px;background:var(--fill)}
.groups input{position:absolute;inset:0;width:calc(100% + .5em);border:0;background:0 0;padding:0 0 0 calc(4px + .25em);letter-spacing:.5em}
.groups:has([aria-invalid]) span{border-color:var(--bad)}
.effect{margin:16px 0 0}
.actions{margin-top:auto;padding-top:16px;display:grid;gap:12px}
button{background:0 0;cursor:pointer}.main{background:var(--accent);border-color:var(--accent);color:var(--ground)}
[aria-disabled]{cursor:progress;background:var(--fill);color:var(--ink);border-color:var(--line)}
[data-screen=done] h1::before{content:"";display:block;width:12px;height:24px;margin:16px 0 28px 18px;border:solid var(--good);border-width:0 5px 5px 0;transform:rotate(42deg)}
.late{visibility:hidden;animation:late 0s 5s forwards}@keyframes late{to{visibility:visible}}@media(scripting:none){.late{display:none}}
@media(min-width:40rem) and (min-height:40rem){header{margin-top:24px}main{min-height:0}.actions{margin-top:8px;max-width:26rem}}
${Object.entries(rules)
  .map(([part, text]) => (parts.has(part as keyof typeof rules) ? text : ''))
  .join('')}`
    .trim()
    .replace(/\n/g, '');
