// Why this exists: documentation that is written by hand drifts from the program. The tables of settings and of errors are
// made from the very tables the program runs on; `--check` fails when the files in docs/ say something else.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { everyRefusal, settings } from '#config';
import { wireErrors } from '#core';
import { figures } from '../test/threat/figures.ts';
import { threats } from '../test/threat/threats.ts';
import { identityPage } from './identity-page.ts';
import { dashboard, operatePage } from './operate-page.ts';
import { protocolPage } from './protocol/table.ts';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** `docs/configuration.md`: every setting, then every combination that is refused. */
export const configurationPage = (): string => {
  const rows = Object.values(settings).map((setting) => {
    const marks = [setting.secret ? 'secret' : '', setting.requiredInProduction ? 'set it in production' : ''];
    const columns = [
      `\`${setting.name}\``,
      setting.takes,
      setting.fallbackWords === '' ? '' : `\`${setting.fallbackWords}\``,
      cell(setting.says),
      marks.filter((mark) => mark !== '').join(', '),
    ];
    return `| ${columns.join(' | ')} |`;
  });
  const refusals = everyRefusal();
  return `# Configuration

Made from \`src/config/settings.ts\` by \`npm run docs\`.

All settings come from the environment. None is needed for development. An empty value counts as not set; a name that
begins with \`VOICEGRANT_\` and is not in this table is refused, and every problem is reported at once. No message quotes
a value.

Production is an issuer that begins with \`https:\` and names a host that is not local. Development's conveniences
refuse to start there.

| name | takes | default | what it is for | |
|---|---|---|---|---|
${rows.join('\n')}

## What is refused, beside values out of range

Everywhere:

${refusals.anywhere.map((sentence) => `- ${cell(sentence)}`).join('\n')}

In production:

${refusals.production.map((sentence) => `- ${cell(sentence)}`).join('\n')}

## The keyring

One JSON document holds every key, secret and pepper; each serves one purpose. In development it is generated. For
production make it with \`voicegrant keys\`, keep it where only the program can read it (mode 0600), and back it up: a lost
pepper makes every PIN unknown. \`voicegrant keys rotate\` adds a key and lets the ones before it retire.

\`\`\`json
{
  "version": 1,
  "accessTokenKeys": [{ "kid": "…", "jwk": { "kty": "EC", "crv": "P-256", "x": "…", "y": "…", "d": "…" }, "activeFrom": 1790000000, "retireAt": 1790003600 }],
  "receiptKeys": [{ "jwk": { } }],
  "checkpointKeys": [{ "jwk": { } }],
  "secrets": { "tx_code": "…", "nonce": "…", "grant_mac": "…", "identity": "…", "page_code": "…" },
  "peppers": { "1": "…" }
}
\`\`\`

\`kid\` is the RFC 7638 thumbprint unless given; \`activeFrom\` and \`retireAt\` are NumericDate and may be left out; secrets and
peppers are 32 random bytes in base64url.
`;
};

/** `docs/errors.md`: every refusal on the wire. */
export const errorsPage = (): string => {
  const rows = Object.entries(wireErrors).map(
    ([code, [status, sentence, source]]) => `| \`${code}\` | ${status} | ${cell(sentence)} | ${source} |`,
  );
  return `# Errors

Made from \`src/core/errors.ts\` by \`npm run docs\`.

OAuth endpoints answer the JSON of RFC 6749 §5.2 (\`error\`, \`error_description\`); everything else answers problem details by
RFC 9457 with the code as \`code\`. The sentence is the same whatever the cause: unknown, expired, used and foreign codes cannot
be told apart. The log knows which, under the request id. Codes are never reused.

The status is the table's but for three: \`invalid_dpop_proof\` and \`use_dpop_nonce\` are 401 with a challenge at the resource
(RFC 9449 §7.1), and \`temporarily_unavailable\` is 429 at the token endpoint when a client asks too often (RFC 6585 §4).

| code | status | sentence | defined in |
|---|---|---|---|
${rows.join('\n')}
`;
};

/** `docs/threat-model.md`: every attack, its control and its test. */
export const threatModelPage = (): string => {
  const groups = [...new Set(threats.map(({ group }) => group))];
  const code = (paths: readonly string[]) => paths.map((path) => `\`${path}\``).join(' ');
  const rows = (group: string) =>
    threats
      .filter((threat) => threat.group === group)
      .map(({ id, stride, attack, control, files, tests }) => {
        const own = globSync(`test/threat/**/${id}-*.test.ts`, { cwd: new URL('..', import.meta.url) }).sort();
        const shown = code([...own, ...tests]);
        return `| ${id} | ${stride} | ${cell(attack)} | ${cell(control)} | ${code(files)} | ${shown} |`;
      });
  const tables = groups.map(
    (group) => `## ${group}

| | | attack | control | kept in | shown by |
|---|---|---|---|---|---|
${rows(group).join('\n')}
`,
  );
  return `# Threat model

Made from \`test/threat/threats.ts\` by \`npm run docs\`.

Every row is an attack, the control that stops it, and its test. \`npm run test:threat\` runs them all (or some: \`npm run
test:threat -- T-27\`) and prints how often the attacker tried and how often it worked. \`npm run controls\` takes each control of
\`test/threat/controls.ts\` away once, in a copy (or some: \`npm run controls -- T-27\`), sees the test fail, and says which one it
was. Where the control is that something is not there (a redirect, an outgoing call, SQL made of values, a fetch of what comes
in, a slow pattern) it is put there instead. Files that end in \`.wide.test.ts\` take longer; \`npm run test:wide\` runs them.

The second column is STRIDE: spoofing, tampering, repudiation, information disclosure, denial of service, elevation. What is left
over is in [SECURITY.md](../SECURITY.md); what was chosen against phishing across devices in [risk-assessment.md](risk-assessment.md).

${tables.join('\n')}
## Figures

What each long run must reach, and what it last reached. Each prints its figures, and where a file is named writes them to
\`reports/\`; \`npm run test:threat\` writes its rows to \`reports/threats.json\` and \`npm run controls\` its own to \`reports/controls.json\`.

| | wanted | reached | by | file |
|---|---|---|---|---|
${figures.map(({ attack, wanted, found, test, report }) => `| ${[attack, wanted, found].map(cell).join(' | ')} | \`${test}\` | ${report === undefined ? '' : `\`reports/${report}\``} |`).join('\n')}
`;
};

const pages: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': configurationPage,
  'docs/errors.md': errorsPage,
  'docs/protocol.md': () => protocolPage(new URL('..', import.meta.url)),
  'docs/threat-model.md': threatModelPage,
  'docs/identity.md': identityPage,
  'docs/operate.md': operatePage,
  'docs/grafana/voicegrant.json': dashboard,
};

/** The pages below `root` that say something else than the program. */
export const stalePages = (root: URL): string[] =>
  Object.entries(pages)
    .filter(([path, make]) => !existsSync(new URL(path, root)) || readFileSync(new URL(path, root), 'utf8') !== make())
    .map(([path]) => path);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = new URL('..', import.meta.url);
  const stale = stalePages(root);
  if (process.argv.includes('--check')) {
    for (const path of stale) console.error(`${path} is not what the program says; run npm run docs`);
    console.log(
      stale.length === 0 ? 'The documentation says what the program does.' : `${stale.length} pages are stale.`,
    );
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const path of stale) writeFileSync(new URL(path, root), pages[path]?.() ?? '');
    console.log(stale.length === 0 ? 'Nothing to write.' : `Wrote ${stale.join(', ')}.`);
  }
}
