import type { PageData } from '../page-data.ts';
import type { PageEnd } from '../words/words.ts';
import { announce, drawCall, drawShell, tell } from './bar.ts';
import { detailsForm } from './details-form.ts';
import { digitsField } from './digits-field.ts';
import { h, say } from './element.ts';
import { fateOf } from './fate.ts';
import { find, forget, keysOf } from './keep.ts';
import { actions, button, formOf, press, screenUp, showDone, showEnd, showScreen } from './screens.ts';
import { readStatus, type Status } from './status.ts';
import { calledAt } from './telephone.ts';
import { type Answer, Lost, post, redeem, transact } from './wire.ts';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData;
const { words, transaction } = data;

let code = '';
let keys: CryptoKeyPair | undefined;
let token: string | undefined;
let body: string | undefined;
let last: Status | undefined;
let expiresAtMs = 0;
let busy = false;
let over = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let whenCallEnds: (() => void) | undefined;

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener('online', () => resolve(), { once: true });
  });

/** Tries until there is an answer, saying so meanwhile. */
const untilAnswered = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (let waitMs = 1000; ; waitMs = Math.min(waitMs * 2, 8000)) {
    try {
      const answer = await attempt();
      tell('');
      return answer;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      tell(navigator.onLine ? words.still_sending : words.offline);
      await pause(waitMs);
    }
  }
};

/** Runs what a button started: one at a time, with words instead of a frozen button. */
const run = async (pressed: HTMLButtonElement, work: () => Promise<void>): Promise<void> => {
  if (busy) return;
  busy = true;
  const restore = press(pressed, words.sending);
  announce(words.sending);
  const slow = setTimeout(() => tell(words.still_sending), 5000);
  try {
    await work();
  } catch {
    // No network is left by now; what fails here is the browser's own key store.
    end('unsupported');
  } finally {
    clearTimeout(slow);
    busy = false;
    restore();
    announce('');
  }
};

/** Takes the code out of the address bar and leaves a word in its place, so that a reload shows the same end. */
const close = (mark: PageEnd): void => {
  history.replaceState({ end: mark }, '', location.pathname + location.search);
  token = undefined;
  body = undefined;
  if (code) forget(code).catch(() => undefined);
};

const end = (fate: PageEnd): void => {
  over = true;
  clearTimeout(timer);
  tell('');
  if (last?.call) drawCall(data, last.call === 'live' && fate !== 'ended');
  if (fate !== 'unsupported' && fate !== 'incomplete') close(fate);
  showEnd(data, fate);
};

const done = (message: string, reference: string): void => {
  over = true;
  tell('');
  drawCall(data, last?.call !== 'ended');
  close('already');
  const next = showDone(data, message, reference);
  whenCallEnds = () => {
    next.textContent = words.done_over;
  };
};

/** After a refusal that says no more than no: the status knows why. */
const explain = async (otherwise: PageEnd): Promise<void> => {
  const status = await untilAnswered(() => readStatus(code));
  learn(status);
  if (status.state === 'consumed') end('already');
  else end(fateOf(status, words.ends) || otherwise);
};

const decline = (pressed: HTMLButtonElement, reason: 'disowned' | 'declined'): Promise<void> =>
  run(pressed, async () => {
    const answer = await untilAnswered(() => post('/offer/decline', { 'pre-authorized_code': code, reason }));
    return answer.status < 300 ? end(reason) : explain(reason);
  });

const refuseButton = (label: string, reason: 'disowned' | 'declined'): HTMLButtonElement => {
  const refuse = button(label, 'plain');
  refuse.addEventListener('click', () => decline(refuse, reason));
  return refuse;
};

// The screens of a live call, in the order they come.

const showStart = (): void => {
  if (!transaction) return;
  const voiced = code.length > 8;
  const digits = digitsField(
    voiced ? words.digits : words.digits_text,
    6,
    say(words.only_here, { host: data.host }),
    voiced ? 'off' : 'one-time-code',
  );
  const go = button(words.go_on, 'main', 'submit');
  const wrong = (left: number): void => {
    const sentence = `${say(left === 1 ? words.digits_wrong_last : words.digits_wrong, { n: left })} ${voiced ? words.repeat : words.repeat_text}`;
    digits.refuse(sentence);
    announce(sentence);
  };
  const submit = (): void => {
    if (digits.value().length < 6) {
      digits.refuse(words.digits_few);
      announce(words.digits_few);
      return;
    }
    digits.accept();
    void run(go, () => redeemWith(digits.value(), wrong));
  };
  const form = formOf(
    submit,
    h('p', { class: 'lead', id: 'called', role: 'status' }, words.reading),
    h('p', { id: 'again', hidden: '' }, voiced ? words.again : words.again_text),
    digits.element,
    actions(go, refuseButton(words.not_me, 'disowned')),
  );
  showScreen('start', data, transaction.title, form);
  if (last) learn(last);
};

const redeemWith = async (digits: string, wrong: (left: number) => void): Promise<void> => {
  if (!transaction) return;
  const before = last?.attempts_remaining;
  const pair = await keysOf(code, transaction.type);
  for (let tries = 0; tries < 9; tries += 1) {
    let answer: Answer;
    try {
      answer = await redeem(code, digits, pair);
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      // A wrong guess must not be counted twice: ask what became of the first before sending it again.
      const status = await untilAnswered(() => readStatus(code));
      learn(status);
      const fate = fateOf(status, words.ends);
      if (fate) return end(fate);
      const left = status.attempts_remaining;
      if (status.state === 'offered' && before !== undefined && left !== undefined && left < before) return wrong(left);
      await pause(1000);
      continue;
    }
    tell('');
    const left = answer.body['tx_code_attempts_remaining'];
    if (answer.status === 200) {
      token = String(answer.body['access_token']);
      keys = pair;
      history.replaceState(null, '', location.pathname + location.search);
      return showForm(String(answer.body['account_ending'] ?? ''));
    }
    if (typeof left === 'number' && left > 0) {
      if (last) last = { ...last, attempts_remaining: left };
      return wrong(left);
    }
    return explain('used');
  }
  return explain('failed');
};

const showForm = (ending: string): void => {
  if (!transaction) return;
  const send = button('', 'main', 'submit');
  const details = detailsForm(data, transaction, send);
  const problems = (n: number): void => announce(n === 1 ? words.one_problem : say(words.problems, { n }));
  const submit = (): void => {
    if (busy) return;
    const wrong = details.check();
    if (wrong > 0) return problems(wrong);
    body = JSON.stringify(details.values());
    void run(send, async () => {
      const answer = await order();
      if (answer.status === 422) {
        const named = details.refuse((answer.body['errors'] ?? []) as []);
        if (named === 0) return end('failed');
        return setTimeout(problems, 0, named) && undefined;
      }
      if (answer.status === 202) return showWaiting(details.summary());
      return settle(answer);
    }).then(details.relabel);
  };
  showScreen(
    'form',
    data,
    transaction.question,
    ...(ending ? [h('p', { class: 'account' }, say(words.account, { ending }))] : []),
    formOf(
      submit,
      ...details.elements,
      h('p', { class: 'effect' }, transaction.effect),
      actions(send, refuseButton(words.cancel, 'declined')),
    ),
  );
};

/** Sends the details; the same bytes again after every lost answer. */
const order = (): Promise<Answer> =>
  untilAnswered(() => transact(transaction?.type ?? '', body ?? '', token ?? '', keys as CryptoKeyPair));

/** What an answer to the details means when it is neither a field's fault nor a wait. */
const settle = async (answer: Answer): Promise<void> => {
  if (answer.status === 201) return done(String(answer.body['message'] ?? ''), String(answer.body['reference'] ?? ''));
  const problem = answer.body['code'];
  if (problem === 'confirmation_refused') return end('refused');
  if (problem === 'transaction_failed') return end('failed');
  return explain('failed');
};

const showWaiting = (summary?: Node): void => {
  showScreen(
    'waiting',
    data,
    words.waiting_title,
    h('p', { class: 'lead' }, words.waiting),
    ...(summary ? [summary] : []),
    actions(refuseButton(words.cancel, 'declined')),
  );
  schedule();
};

// What the server says of the code, every few seconds while the page is in view.

const learn = (status: Status): void => {
  last = status;
  if (status.expires_in !== undefined) expiresAtMs = Date.now() + status.expires_in * 1000;
  if (status.call) {
    drawCall(
      data,
      status.call === 'live',
      over || status.state === 'dead' ? undefined : Math.max(0, (expiresAtMs - Date.now()) / 1000),
    );
  }
  if (over && status.call === 'ended') whenCallEnds?.();
  const called = document.getElementById('called');
  const again = document.getElementById('again');
  if (called && called.textContent === words.reading) called.textContent = calledAt(data, status);
  if (again) again.hidden = status.state !== 'redeemed';
};

/** Goes to the page of this code's own transaction and language, when this is another one. */
const elsewhere = (status: Status): boolean => {
  const type = status.transaction ?? '';
  const lang = status.lang ?? data.lang;
  const asked = new URLSearchParams(location.search).get('lang');
  if (!/^[a-z][a-z0-9_]+$/.test(type) || (type === transaction?.type && (lang === data.lang || lang === asked)))
    return false;
  location.replace(`/${type}?lang=${encodeURIComponent(lang)}#${code}`);
  return true;
};

const meet = async (status: Status): Promise<void> => {
  learn(status);
  if (busy || over) return;
  const fate = fateOf(status, words.ends);
  if (fate) return end(fate);
  if (elsewhere(status)) return;
  if (status.state === 'consumed') {
    if (screenUp() !== 'waiting' || !body || !token) return end('already');
    const answer = await order();
    if (answer.status !== 202) await settle(answer);
    return;
  }
  if (status.state === 'awaiting_confirmation') {
    if (screenUp() !== 'waiting') showWaiting();
    return;
  }
  if (status.state === 'redeemed' && !token) {
    // In this browser another tab may have gone on with the same key; in another one nobody can.
    if (!(await find(code, undefined))) return end('used');
    if (screenUp() !== 'start') showStart();
  }
};

const poll = async (): Promise<void> => {
  clearTimeout(timer);
  if (!document.hidden) {
    try {
      const status = await readStatus(code);
      if (!busy) tell('');
      await meet(status);
    } catch (error) {
      if (!(error instanceof Lost)) return end('unsupported');
      if (!busy && !over) tell(words.offline);
    }
  }
  schedule();
};

const schedule = (): void => {
  clearTimeout(timer);
  if (over && (!whenCallEnds || last?.call === 'ended')) return;
  timer = setTimeout(poll, screenUp() === 'waiting' ? 3000 : 4000);
};

const watch = (): void => {
  // A link scanner loads and leaves; a hand on the glass or a key is what tells the call that somebody is here.
  let told = false;
  const opened = (event: Event): void => {
    if (told || over || !event.isTrusted) return;
    told = true;
    post('/offer/open', { 'pre-authorized_code': code }).catch(() => {
      told = false;
    });
  };
  addEventListener('pointerdown', opened);
  addEventListener('keydown', opened);
  document.addEventListener('visibilitychange', () =>
    document.hidden || (over && !whenCallEnds) ? undefined : poll(),
  );
  addEventListener('online', () => (over && !whenCallEnds ? undefined : poll()));
  addEventListener('offline', () => (over ? undefined : tell(words.offline)));
};

/** The page where the eight digits of a call without a text link are typed. */
const showHome = (): void => {
  const digits = digitsField(words.home_digits, 8, say(words.only_here, { host: data.host }), 'off');
  const go = button(words.go_on, 'main', 'submit');
  const refuse = (sentence: string): void => {
    digits.refuse(sentence);
    announce(sentence);
  };
  const submit = (): void => {
    if (digits.value().length < 8) {
      refuse(words.home_few);
      return;
    }
    digits.accept();
    void run(go, async () => {
      code = digits.value();
      const status = await untilAnswered(() => readStatus(code));
      if (!elsewhere(status)) setTimeout(refuse, 0, words.home_wrong);
    });
  };
  showScreen(
    'home',
    data,
    words.home_title,
    formOf(
      submit,
      h('p', { class: 'lead' }, say(words.home_intro, { brand: data.brand })),
      digits.element,
      actions(go),
    ),
  );
};

const begin = async (): Promise<void> => {
  drawShell(document.querySelector('header') as HTMLElement, data);
  // A second text for the same page differs in its fragment alone, and a browser would not load it again.
  addEventListener('hashchange', () => location.reload());
  addEventListener('pageshow', (event) => event.persisted && location.reload());
  const view = visualViewport;
  view?.addEventListener('resize', () => {
    // Where a keyboard lies over the page instead of making it smaller, the buttons move up by its height.
    if (view.scale === 1)
      document.documentElement.style.setProperty('--keyboard', `${Math.max(0, innerHeight - view.height)}px`);
  });
  const hash = location.hash.slice(1);
  if (!crypto.subtle || !globalThis.indexedDB) return end('unsupported');
  if (/^([\w-]{43}|\d{8})$/.test(hash)) {
    code = hash;
    // The form is there at once; what the server says of the call is filled in when it comes.
    showStart();
  } else if (hash) return end('incomplete');
  try {
    code ||= (await find('', transaction?.type ?? ''))?.code ?? '';
  } catch {
    return end('unsupported');
  }
  if (!code) {
    const mark = (history.state as { end?: PageEnd } | null)?.end;
    if (mark && mark in words.ends) return end(mark);
    return transaction ? end('incomplete') : showHome();
  }
  watch();
  await poll();
};

void begin();
