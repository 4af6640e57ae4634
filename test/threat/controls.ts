// One edit for each control: with it the control is gone, and the attack's test must fail. `npm run controls` makes them one
// after another in a copy of the tree. Where the control is that something is not there (a redirect, a call, a fetch, a slow
// pattern), the edit puts it there.
// biome-ignore-all format: one control is one row
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of source text
export type Control = {
  readonly id: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Which test shows it, when it is not `test/threat/<id>-*`. */
  readonly test?: string;
  /** A pattern of test names, where one of a long file is enough. */
  readonly only?: string;
  /** A second layer that alone would hold, and has to go too; in the same file unless it names another. */
  readonly also?: { readonly file?: string; readonly find: string; readonly replace: string };
};

const row = (id: string, file: string, find: string, replace: string, test?: string): Control => ({ id, file, find, replace, ...(test === undefined ? {} : { test }) });

const browser = (only: string, test = 'test/browser/page-flow.test.ts') => ({ test, only });
const attacks = 'test/browser/page-attacks.test.ts';
const alone = 'test/journey/api-alone.test.ts';

export const controls: readonly Control[] = [
  row('T-01', 'src/http/page-endpoint.ts', 'return answer(request, page);', 'return new Response(String(performance.now()), answer(request, page));'),
  { ...row('T-01', 'src/page/script/attempt.ts', ' || !doing.touched', ''), ...browser('fifty scanners', 'test/browser/page-scanners.test.ts') },
  row('T-02', 'src/grant/redeem.ts', 'return constantTimeEqual(digitsOf(ports.keys, grant.id).reveal(), redemption.txCode)', 'return true || constantTimeEqual(digitsOf(ports.keys, grant.id).reveal(), redemption.txCode)', alone),
  row('T-03', 'src/grant/codes.ts', 'String(bits % 1_000_000n).padStart(6, \'0\')', 'String(bits % 1_000n).padStart(6, \'0\')'),
  row('T-04', 'src/message/compose.ts', 'you are on the phone with us. Finish here:', 'finish here:'),
  row('T-04', 'src/app/step-up.ts', "callingNumber === numberOnFile ? 'none' : policy", "policy === 'take' ? policy : 'none'"),
  row('T-05', 'src/page/policy.ts', "'Referrer-Policy': 'no-referrer'", "'Referrer-Policy': 'unsafe-url'"),
  row('T-05', 'src/message/compose.ts', '\'\' : `?${lang}`}#${code', '\'\' : `?${lang}`}?c=${code'),
  { ...row('T-06', 'src/page/script/ends.ts', 'forget(link.code).catch(() => undefined);', ''), also: { file: 'test/browser/fake-server.ts', find: '...(reply.status === 201 ? { \'clear-site-data\': \'"storage"\' } : {}),', replace: '' }, ...browser('nothing of it stays behind') },
  row('T-06', 'src/page/policy.ts', '\'Cache-Control\': \'no-store\'', '\'Cache-Control\': \'max-age=60\'', 'test/threat/T-14-caches.test.ts'),
  row('T-07', 'src/page/policy.ts', '`require-trusted-types-for \'script\'`', '`upgrade-insecure-requests`', attacks),
  row('T-08', 'src/http/respond.ts', "'content-security-policy': \"default-src 'none';", "'content-security-policy': \"default-src *;"),
  row('T-09', 'src/page/policy.ts', "`frame-ancestors '${page.framedBy ?? 'none'}'`", '`frame-ancestors *`', 'test/threat/T-08-policy-on-every-answer.test.ts'),
  row('T-10', 'src/http/origin.ts', "if (from !== null && from !== origin) throw", "if (from === '') throw"),
  row('T-11', 'src/app/serve.ts', "router.notFound(() => withHeaders(", "router.notFound((context) => context.req.query('next') !== undefined || context.req.path.startsWith('//') ? context.redirect(context.req.query('next') ?? context.req.path) : withHeaders("),
  row('T-12', 'src/config/address.ts', "labels.some((label) => label.startsWith('xn--'))", 'labels.length > 99'),
  { ...row('T-13', 'src/page/script/keep.ts', 'if (known) return known.keys;', ''), also: { find: 'if (earlier) return earlier.keys;', replace: '' }, ...browser('after a reload at the form') },
  row('T-13', 'src/grant/redeem.ts', "if (grant.state === 'redeemed' && grant.jkt !== jkt) {", "if (grant.state === 'redeemed') {", alone),
  row('T-14', 'src/http/respond.ts', "'cache-control': 'no-store'", "'cache-control': 'private'"),
  { ...row('T-15', 'src/grant/redeem.ts', '{ checks: [entry, ...(call === null ? [] : [call])].map(({ key, version }) => ({ key, version })) },', '{},'), also: { find: 'facts.length > 0 ? await journal.append(grant.call, facts) : {},', replace: 'facts.length > 0 ? { writes: (await journal.append(grant.call, facts)).writes } : {},' } },
  { ...row('T-16', 'src/grant/redeem.ts', 'const counted = { ...grant, attempts: grant.attempts + 1 };', 'const counted = { ...grant };'), also: { find: 'const wrongs = grant.wrongs + 1;', replace: 'const wrongs = 0;' } },
  row('T-17', 'src/grant/offer.ts', 'const budget = Math.min(ports.policy.attempts, ports.policy.attemptsPerCall - spent);', 'const budget = ports.policy.attempts;'),
  row('T-18', 'src/token/proof.ts', "sha256(`${jkt}.${server}.${jti}`)", 'sha256(`${server}.${jti}`)', 'test/protocol/dpop-vectors-claims.test.ts'),
  row('T-19', 'src/token/proof.ts', "if (htm !== request.method) return 'htm';", '', 'test/protocol/dpop-vectors.test.ts'),
  row('T-20', 'src/grant/use.ts', "writes: [rows.put({ ...entry.grant, state: 'consumed' })", 'writes: [rows.put({ ...entry.grant })', alone),
  row('T-21', 'src/http/transaction-endpoint.ts', 'return detail.type === type && detail.actions[0] === type && detail.locations[0] === issuer && claims.scope === type;', 'return detail.locations[0] === issuer && type !== issuer;', 'test/protocol/access-matrix.test.ts'),
  row('T-22', 'src/token/own-jws.ts', "=== 'valid' ? parsed.payload : 'signature'", "!== 'bad_key' ? parsed.payload : 'signature'", 'test/protocol/access-token-confusion.test.ts'),
  row('T-23', 'src/app/run-turn.ts', "how === 'dropped' ? drop(id) : end(id, 'caller')", "how === 'dropped' ? drop(id) : Promise.resolve()", alone),
  { ...row('T-24', 'src/grant/death.ts', "if (!isLive(call, now)) return 'lease_lapsed';", '', alone), also: { find: 'Math.min(grant.expiresAt, call?.leaseUntil ?? 0);', replace: 'Math.min(grant.expiresAt, call === null ? 0 : grant.expiresAt);' }, only: 'when the line goes silent' },
  { ...row('T-25', 'src/app/run-turn.ts', "if (state.step === 'ended') await end(id, state.transferred ? 'transferred' : 'bot');", ''), also: { file: 'src/conversation/decide.ts', find: "[...killing(state), { type: 'transfer', reason }]", replace: "[{ type: 'transfer', reason }]" } },
  row('T-26', 'src/core/clock.ts', 'lastNow = Math.max(wallMs(), carried);', 'lastNow = wallMs() + 0 * carried;'),
  row('T-27', 'src/grant/use.ts', "?? (standing.active ? null : ('locked' as const));", '?? null;'),
  row('T-28', 'src/grant/redeem.ts', 'return constantTimeEqual(digitsOf(ports.keys, grant.id).reveal(), redemption.txCode)', 'return /^\\d{6}$/.test(redemption.txCode)'),
  row('T-29', 'src/transaction/orders.ts', "{ kind: 'grant_consumed', grant: row.grant, type: row.type, digest: row.digest },", ''),
  row('T-30', 'src/transaction/orders.ts', 'transaction.run(ports.record, row.account, row.input, grant);', 'transaction.run(ports.record, row.account, row.input, newId(ports.random, \'order\'));', 'test/threat/T-63-outages.test.ts'),
  row('T-30', 'src/transaction/orders.ts', "{ put: pendingKey(row.grant), value: row.call }", "{ put: ['order', 'nowhere', row.grant], value: row.call }", 'test/threat/T-63-outages.test.ts'),
  row('T-31', 'src/http/introspection-endpoint.ts', 'const inactive = { active: false };', 'const inactive = { get active() { return false; }, at: performance.now() };'),
  row('T-32', 'src/http/token-endpoint.ts', 'requireProof(ports.proofs, request, `${ports.issuer}/oauth/token`, form.bytes)', 'requireProof(ports.proofs, request, request.url, form.bytes)'),
  row('T-33', 'src/app/carry-out.ts', 'const to = caller.numberOnFile;', 'const to = entry.value.callingNumber;'),
  row('T-34', 'src/conversation/identify.ts', "[line('wrong_id_or_pin'), line('ask_id')]", "[line(verdict === 'locked' ? 'too_many_wrong' : 'wrong_id_or_pin'), line('ask_id')]", 'src/conversation/conversation.test.ts'),
  row('T-35', 'src/identity/guard.ts', 'if (leftMs > 0) await ports.sleep(leftMs);', ''),
  row('T-36', 'src/identity/attempts.ts', '[lane]: { failures: row[lane].failures + 1, lastAt: now },', '[lane]: { failures: row[lane].failures, lastAt: now },'),
  row('T-37', 'src/identity/calling-number.ts', 'if (recent.length >= tried.limit) return null;', ''),
  row('T-38', 'src/identity/attempts.ts', 'known: clear,', 'known: row.stranger,'),
  row('T-38', 'src/app/carry-out.ts', 'numberAttested: call.attested === true,', 'numberAttested: false,'),
  row('T-39', 'src/phone/connect/refusal.ts', "  !contact.disconnected;", '  contact.arn !== \'\';'),
  row('T-40', 'src/phone/twilio/signature.ts', "constantTimeEqual(signature ?? '', signatureOf(token, url, form))", "constantTimeEqual('', '') && signatureOf(token, url, form) !== signature?.length"),
  row('T-41', 'src/phone/twilio/twiml.ts', '.txt(sentence);', '.raw(sentence);'),
  row('T-42', 'deploy/aws/flow/blocks.ts', "Parameters: { FlowLoggingBehavior: 'Disabled' }", "Parameters: { FlowLoggingBehavior: 'Enabled' }"),
  row('T-43', 'src/identity/embedded/slots.ts', 'if (queue.length >= limits.queueLimit) return Promise.resolve(false);', ''),
  row('T-44', 'src/call/call.ts', 'entry.value.startedAt + longestCallSeconds <= now', 'entry.value.startedAt + 1e9 <= now'),
  row('T-45', 'src/phone/twilio/twiml.ts', 'if (expect.next === \'transferred\' && agent !== null) root.ele(\'Dial\').ele(\'Number\').txt(agent);', 'if (agent !== null) root.ele(\'Dial\').ele(\'Number\').txt(expect.next === \'transferred\' ? agent : (/\\+\\d+/.exec(scene.say.join())?.[0] ?? agent));'),
  row('T-46', 'src/conversation/identify.ts', 'policy.spokenPin && state.wrongPins === 0', 'policy.pinLength >= 0 && state.wrongPins >= 0'),
  row('T-47', 'src/conversation/heard/hear.ts', "if (!/^[0-9*]*#?$/.test(keys)) return 'bad';", ''),
  row('T-48', 'src/message/limits.ts', "if (!policy.countries.some((prefix) => to.startsWith(prefix))) return 'country';", ''),
  row('T-49', 'src/config/appearance.ts', '!gsm7.test(brand)', 'brand === \'\''),
  row('T-50', 'src/grant/offer.ts', 'codeHash: codeHash(ports.keys, code.reveal()),', 'codeHash: codeHash(ports.keys, code.reveal()), ...{ code: code.reveal() },'),
  row('T-51', 'src/grant/offer.ts', 'codeHash: codeHash(ports.keys, code.reveal()),', 'codeHash: codeHash(ports.keys, code.reveal()), ...{ code: code.reveal() },'),
  row('T-52', 'src/store/seal.ts', 'constantTimeEqual(macOf(name, JSON.stringify(value)), mac) ||', 'mac !== \'\' ||'),
  row('T-53', 'src/journal/verify.ts', "if (hashOf(entry) !== entry.hash) say('was edited: its hash does not match its words');", ''),
  row('T-54', 'src/store/sqlite/engine.ts', 'const row = sql.get.get(bytes, clock.now()) as', 'const row = db.prepare(`SELECT version, value FROM entry WHERE CAST(key AS TEXT) = \'${Buffer.from(bytes).toString()}\' AND (expires_at IS NULL OR expires_at > ?)`).get(clock.now()) as'),
  row('T-55', 'src/identity/ldap/index.ts', "if (secret.trim() === '' || secret.includes('\\0') || userId.reveal().trim() === '') return { verdict: 'wrong' };", ''),
  row('T-56', 'src/http/body.ts', 'if (size > maxBytes) throw tooLarge();', ''),
  row('T-57', 'src/core/strict-json.ts', 'if (name in result || forbidden.has(name)) refuse();', '', 'test/threat/T-56-hostile-bodies.test.ts'),
  row('T-58', 'src/http/body.ts', '/%(?![0-9a-fA-F]{2})/.test(raw)', '/(?:%+)+(?![0-9a-fA-F]{2})/.test(raw)'),
  row('T-59', 'src/host/node/socket.ts', 'maxHeaderSize: 16_384,', 'maxHeaderSize: 1_048_576, insecureHTTPParser: true,'),
  row('T-60', 'src/http/token-endpoint.ts', "const resource = form.get('resource');", "const resource = form.get('resource');\n  if (resource !== undefined) globalThis.fetch(resource).catch(() => undefined);"),
  row('T-61', 'src/config/read.ts', 'if (problems.length > 0) throw new ConfigError(problems);', ''),
  row('T-62', 'package.json', '"zod": "', '"zod": "^'),
  row('T-62', 'package-lock.json', '"node_modules/zod": {', '"node_modules/zod": {\n      "resolved": "https://packages.example/zod.tgz",'),
  row('T-62', 'package.json', '"allowScripts": {', '"allowScripts": {\n    "knip": true,'),
  row('T-63', 'src/conversation/identify.ts', "if (verdict === 'verified') return say(", "if (verdict !== 'wrong') return say("),
  row('T-64', 'src/token/keys.ts', 'key.retireAt !== null && key.retireAt <= now', 'key.retireAt !== null && key.retireAt <= now - 3600'),
  row('T-65', 'src/app/handset.ts', 'if (view === undefined || !config.handset) return [];', 'if (view === undefined) return [];'),
  row('T-66', 'src/core/hash.ts', 'timingSafeEqual(left, right)', 'left.equals(right)'),
  row('T-67', 'src/config/keyring.ts', "const secret = () => new Secret(random.bytes(32).toString('base64url'))", "const secret = () => new Secret('A'.repeat(43))"),
  row('T-68', 'src/grant/redeem.ts', "{ kind: 'digits_wrong', grant: id, left },", ''),
  row('T-69', 'src/grant/sign-in.ts', 'const isTheirs = signIn?.as === login.as && claimed?.signsInAs === login.as;', 'const isTheirs = login.as !== "";', 'test/journey/sign-in.test.ts'),
  row('T-69', 'src/grant/redeem.ts', 'if (grant.signIn !== undefined && grant.signIn.jkt !== redemption.proof.jkt)', 'if (grant.signIn !== undefined && grant.signIn.jkt === null)', 'test/journey/sign-in.test.ts'),
  row('T-69', 'src/http/login-endpoints.ts', 'if (cookie !== null && begun !== null) await settle(', 'if (cookie !== null && begun === null) await settle(', 'test/journey/sign-in.test.ts'),
  row('T-70', 'src/app/carry-out.ts', 'ports.messages.take(claimed.account, to, 1)', 'ports.messages.take(claimed.account, to, 0)', 'test/journey/sign-in-silence.test.ts'),
  row('T-70', 'src/identity/claim.ts', 'if (found?.numberOnFile == null) return null;', 'if (found?.numberOnFile == null) return undefined;', 'test/journey/sign-in-silence.test.ts'),
];
