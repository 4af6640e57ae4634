import { createProver } from './dpop.ts';
import { plain } from './match.ts';
import { createPageServer, type OfferStatus, type Refused } from './page-server.ts';
import { type Over, pageWords } from './page-words.ts';
import { CannotDo, type Screen } from './ports.ts';

/** What the screen shows. `sent` is a body the phone has yet to say yes to. */
type View =
  | { readonly at: 'blank' | 'home' | 'start' }
  | { readonly at: 'form'; readonly faults: readonly string[] }
  | { readonly at: 'listen' }
  | { readonly at: 'done'; readonly message: string; readonly reference: string }
  | { readonly at: 'over'; readonly why: Over };

/** A choice of words is the page's; which of them a dead grant calls for is decided here. */
const overOf = (status: OfferStatus): Over => {
  if (status.state === 'unknown') return 'unknown';
  if (status.state === 'dead') {
    const named: Readonly<Record<string, Over>> = {
      hung_up: 'call_ended',
      lease_lapsed: 'call_ended',
      expired: 'expired',
      attempts_spent: 'attempts_spent',
      declined: 'declined',
      cancelled: 'declined',
      disowned: 'disowned',
      replaced: 'replaced',
      refused: 'refused',
    };
    return named[status.reason ?? ''] ?? 'unknown';
  }
  return 'used';
};

/**
 * The page played by its own requests: a plain OAuth client that sends what the real page sends and tells in sentences
 * what a person would read. Opening a link only asks how it stands; the first thing typed is the first gesture.
 */
export const createPageClient = (fetch: typeof globalThis.fetch): Screen => {
  let view: View = { at: 'blank' };
  let page: Awaited<ReturnType<typeof createPageServer>> | null = null;
  let status: OfferStatus | null = null;
  let token: { value: string; type: string; ending: string } | null = null;
  let title = '';
  let triesLeft: number | null = null;
  let fields: readonly string[] = [];
  const typed = new Map<string, string>();

  const words = () => pageWords[status?.lang ?? 'en'];
  const server = () => {
    if (page === null) throw new CannotDo('no page is open');
    return page;
  };
  const alive = (found: OfferStatus) => found.state !== 'unknown' && found.state !== 'dead' && found.call === 'live';
  /** Asks how the offer stands and leaves the screen where the answer puts it. */
  const refresh = async () => {
    status = await server().status();
    if (view.at === 'start' && status.state !== 'offered') view = { at: 'over', why: overOf(status) };
    else if (!alive(status) && view.at !== 'done' && view.at !== 'home' && view.at !== 'over') {
      view = { at: 'over', why: status.state === 'unknown' || status.state === 'dead' ? overOf(status) : 'call_ended' };
    }
  };
  const start = async () => {
    view = { at: 'start' };
    await refresh();
    const offered = (await server().catalogue()).find(({ type }) => type === status?.transaction);
    title = offered?.title ?? '';
    fields = Object.keys(offered?.input.properties ?? {});
  };
  const send = async () => {
    if (token === null) throw new CannotDo('the digits have not been typed');
    const answer = await server().transact(token.type, token.value, JSON.stringify(Object.fromEntries(typed)));
    if (answer.status === 201) view = { at: 'done', message: answer.message, reference: answer.reference };
    else if (answer.status === 202) view = { at: 'listen' };
    else if (answer.status === 422) view = { at: 'form', faults: answer.faults };
    else if (answer.code === 'confirmation_refused') view = { at: 'over', why: 'refused' };
    else if (answer.code === 'transaction_failed') view = { at: 'over', why: 'failed' };
    else {
      await refresh();
      if (view.at !== 'over') view = { at: 'over', why: 'unknown' };
    }
  };
  const decline = async (reason: 'disowned' | 'declined') => {
    await server().decline(reason);
    view = { at: 'over', why: reason };
  };

  const buttons = (): ReadonlyMap<string, () => Promise<void>> => {
    const say = words();
    const notMe = [say.notMe, () => decline('disowned')] as const;
    if (view.at === 'start') return new Map([notMe]);
    if (view.at === 'form') return new Map([['add', send], [say.cancel, () => decline('declined')], notMe]);
    return new Map();
  };

  return {
    async open(link) {
      const { origin, pathname, hash } = new URL(link);
      page = await createPageServer({ fetch, prover: await createProver(), origin, code: hash.slice(1) });
      await page.load(link);
      [token, triesLeft, status, title] = [null, null, null, ''];
      typed.clear();
      if (pathname === '/' && hash === '') view = { at: 'home' };
      else await start();
    },
    async digits(digits) {
      if (view.at !== 'start') throw new CannotDo('the screen asks for no digits');
      await server().opened();
      const answer = await server().redeem(digits);
      if ('token' in answer) {
        token = { value: answer.token, type: answer.type, ending: answer.ending };
        view = { at: 'form', faults: [] };
      } else await wrong(answer);
    },
    async fill(given) {
      if (view.at === 'home') {
        const code = given.get('code');
        if (code === undefined || given.size > 1) throw new CannotDo('this page has one field: code');
        server().useCode(code);
        return start();
      }
      if (view.at !== 'form') throw new CannotDo('the screen has no fields to fill in');
      for (const [name, value] of given) {
        if (!fields.includes(name)) throw new CannotDo(`the form has no field "${name}"; it has ${fields.join(', ')}`);
        typed.set(name, value);
      }
    },
    async press(button) {
      const found = [...buttons()].find(([label]) => plain(label).includes(plain(button)));
      if (found === undefined) throw new CannotDo(`no button on the screen says "${button}"`);
      await found[1]();
    },
    async sees() {
      if (view.at === 'blank') return [];
      if (view.at !== 'home' && view.at !== 'over' && view.at !== 'done') {
        const before = status?.state;
        await refresh();
        // The phone has decided: the same body again tells what came of it.
        if (view.at === 'listen' && status?.state !== before) await send();
        else if (token !== null && view.at === 'over' && status?.reason === 'refused')
          view = { at: 'over', why: 'refused' };
      }
      return lines();
    },
  };

  async function wrong(answer: Refused): Promise<void> {
    triesLeft = answer.triesLeft;
    if (triesLeft === null) {
      await refresh();
      if (view.at === 'start') view = { at: 'over', why: 'unknown' };
    }
  }

  function lines(): readonly string[] {
    const say = words();
    const left = say.minutesLeft(Math.ceil((status?.expires_in ?? 0) / 60));
    switch (view.at) {
      case 'blank':
        return [];
      case 'home':
        return [say.home, say.goOn];
      case 'start':
        return [
          say.onCall,
          left,
          title,
          ...(status?.called_number === undefined ? [] : [say.youCalled(status.called_number)]),
          say.digits,
          ...(triesLeft === null ? [] : [say.wrong(triesLeft)]),
          say.goOn,
          say.notMe,
        ];
      case 'form':
        return [say.onCall, left, title, say.ending(token?.ending ?? ''), ...view.faults.map(say.fault), say.cancel];
      case 'listen':
        return [say.onCall, left, say.listen];
      case 'done':
        return [view.message, say.reference(view.reference), say.backToCall];
      case 'over':
        return [say.over[view.why]];
    }
  }
};
