import { createProver, type Prover } from './dpop.ts';
import { createJar, logIn } from './login.ts';
import { logins } from './login-twin.ts';
import { plain } from './match.ts';
import type { PageData } from './page-html.ts';
import { type Look, linesOf, submitLabel } from './page-lines.ts';
import { createPageServer, type OfferStatus } from './page-server.ts';
import { CannotDo, type Screen } from './ports.ts';

/** Which last screen a status calls for, or null while something can still be done. A consumed code has its own. */
const endOf = ({ state, reason = '', call }: OfferStatus, ends: PageData['words']['ends']): string | null => {
  if (state === 'unknown') return 'unknown';
  if (state === 'consumed' || (state !== 'dead' && call !== 'ended')) return null;
  if (state !== 'dead' || reason === 'hung_up' || reason === 'lease_lapsed') return 'ended';
  return reason in ends ? reason : 'cancelled';
};

type Page = { readonly data: PageData; readonly server: Awaited<ReturnType<typeof createPageServer>> };

/**
 * The page played by its own requests: a plain OAuth client that sends what the real page sends, and tells in the page's
 * own words what a person would read. Opening a link only asks how it stands; the first thing typed is the first gesture.
 */
export const createPageClient = (fetch: typeof globalThis.fetch): Screen => {
  let page: Page | null = null;
  let look: Look = { at: 'blank' };
  let code = '';
  let status: OfferStatus | null = null;
  let token = '';
  const typed = new Map<string, string>();
  /** The keys this browser keeps, one for each code whose digits were typed here. */
  const keys = new Map<string, Prover>();

  const opened = (): Page => {
    if (page === null) throw new CannotDo('no page is open');
    return page;
  };
  const keyOf = async (of: string): Promise<Prover> => {
    const key = keys.get(of) ?? (await createProver());
    keys.set(of, key);
    return key;
  };
  const end = (name: string) => {
    look = { at: 'end', end: name };
  };
  const ask = async (): Promise<OfferStatus> => {
    status = await opened().server.status(code);
    return status;
  };
  /** After a refusal that says no more than no: the status knows why. */
  const explain = async (otherwise: string) => {
    const found = await ask();
    end(found.state === 'consumed' ? 'already' : (endOf(found, opened().data.words.ends) ?? otherwise));
  };
  const load = async (link: string) => {
    const { origin } = new URL(link);
    const server = await createPageServer(fetch, origin);
    page = { server, data: await server.load(link) };
  };
  /** A caller who has to sign in does that before the digits, and in one browser alone. */
  const meetSignIn = ({ state, sign_in }: OfferStatus) => {
    if (state !== 'offered' || sign_in === undefined) return;
    if (sign_in !== 'done') look = { at: 'sign_in' };
    else if (!keys.has(code)) end('used');
    else if (look.at === 'sign_in') look = { at: 'start' };
  };
  /** Meets the code: the page of its own transaction and language, at the place where the digits are typed. */
  const start = async (link: string) => {
    look = { at: 'start' };
    const found = await ask();
    const { data } = opened();
    if (found.state === 'consumed') return end('already');
    if (found.state === 'redeemed' && !keys.has(code)) return end('used');
    if (found.state === 'awaiting_confirmation') look = { at: 'listen' };
    const fate = endOf(found, data.words.ends);
    if (fate !== null) return end(fate);
    meetSignIn(found);
    if (found.transaction !== data.transaction?.type || found.lang !== data.lang) {
      await load(new URL(`/${found.transaction}?lang=${found.lang}#${code}`, link).href);
    }
  };
  const send = async () => {
    const { data, server } = opened();
    const answer = await server.transact(
      await keyOf(code),
      data.transaction?.type ?? '',
      token,
      JSON.stringify(Object.fromEntries(typed)),
    );
    if (answer.status === 201) look = { at: 'done', message: answer.message, reference: answer.reference };
    else if (answer.status === 202) look = { at: 'listen' };
    else if (answer.status === 422)
      look = { at: 'form', ending: look.at === 'form' ? look.ending : '', faults: answer.faults };
    else if (answer.code === 'confirmation_refused') end('refused');
    else if (answer.code === 'transaction_failed') end('failed');
    else await explain('failed');
  };
  const decline = async (reason: 'disowned' | 'declined') => {
    await opened().server.opened(code);
    const taken = await opened().server.decline(code, reason);
    if (taken) end(reason);
    else await explain(reason);
  };
  const buttons = (): readonly (readonly [labels: readonly string[], press: () => Promise<void>])[] => {
    if (page === null) return [];
    const { words } = page.data;
    const cancel = [['cancel', words.cancel ?? ''], () => decline('declined')] as const;
    if (look.at === 'start' || look.at === 'sign_in') return [[[words.not_me ?? ''], () => decline('disowned')]];
    if (look.at === 'form') return [[['add', submitLabel(page.data, typed)], send], cancel];
    return look.at === 'listen' ? [cancel] : [];
  };
  /** What the real page learns by asking every few seconds. */
  const refresh = async () => {
    const found = await ask();
    const fate = endOf(found, opened().data.words.ends);
    if (look.at === 'done') return;
    if (fate !== null) end(fate);
    else if (found.state === 'consumed' && look.at === 'listen' && token !== '') await send();
    else if (found.state === 'consumed') end('already');
    else if (found.state === 'redeemed' && !keys.has(code)) end('used');
    else meetSignIn(found);
  };

  return {
    async open(link) {
      code = new URL(link).hash.slice(1);
      token = '';
      typed.clear();
      await load(link);
      if (code !== '') return start(link);
      if (opened().data.transaction === undefined) look = { at: 'home' };
      else end('incomplete');
    },
    async digits(digits) {
      if (look.at !== 'start') throw new CannotDo('the screen asks for no digits');
      const { server } = opened();
      await server.opened(code);
      const answer = await server.redeem(await keyOf(code), code, digits);
      if ('token' in answer) {
        token = answer.token;
        look = { at: 'form', ending: answer.ending, faults: [] };
      } else if (answer.triesLeft === null) await explain('used');
      else look = { at: 'start', triesLeft: answer.triesLeft };
    },
    async fill(given) {
      if (look.at === 'home') {
        code = given.get('code') ?? '';
        if (code === '' || given.size > 1) throw new CannotDo('this page has one field: code');
        const found = await ask();
        if (found.state === 'unknown') look = { at: 'home', wrong: true };
        else await start(`${new URL(opened().server.origin).href}#${code}`);
        return;
      }
      if (look.at !== 'form') throw new CannotDo('the screen has no fields to fill in');
      const names = (opened().data.transaction?.fields ?? []).map(({ name }) => name);
      for (const [name, value] of given) {
        if (!names.includes(name)) throw new CannotDo(`the form has no field "${name}"; it has ${names.join(', ')}`);
        typed.set(name, value);
      }
    },
    async press(button) {
      const wanted = plain(button);
      const found = buttons().find(([labels]) => labels.some((label) => plain(label).includes(wanted)));
      if (found === undefined) throw new CannotDo(`no button on the screen says "${button}"`);
      await found[1]();
    },
    async signIn(whose) {
      if (look.at !== 'sign_in') throw new CannotDo('the screen asks for no sign-in');
      const { server } = opened();
      await server.opened(code);
      const { location, answer } = await server.beginLogin(await keyOf(code), code);
      if (!answer.ok) return explain('used');
      const jar = createJar();
      jar.take(answer);
      const back = await logIn(location, logins[whose], server.origin);
      await (await fetch(back, { headers: jar.header() })).text();
      await refresh();
    },
    async sees() {
      if (page === null) return [];
      if (look.at !== 'home' && look.at !== 'end') await refresh();
      return linesOf(page.data, look, { code, status, typed });
    },
  };
};
