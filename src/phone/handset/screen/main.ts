import { $, h, onClick, toEnd } from './element.ts';
import { createHand } from './hand.ts';
import { createJournal } from './journal.ts';
import { createMobile } from './mobile.ts';
import { createPhone } from './phone.ts';
import { attackFiles, createScenario, type Pace, titleOf } from './scenario.ts';
import { isQuiet, setQuiet } from './sound.ts';
import { wire } from './wire.ts';

type Tab = 'phone' | 'mobile' | 'journal';

/** On a narrow screen one device shows at a time; the others' tabs say when something is new. */
const showTab = (tab: Tab): void => {
  document.body.dataset['tab'] = tab;
  for (const each of document.querySelectorAll<HTMLElement>('[data-show]')) {
    const isIt = each.dataset['show'] === tab;
    each.setAttribute('aria-pressed', String(isIt));
    if (isIt) each.classList.remove('new');
  }
  // What grew while it was out of sight could not scroll.
  toEnd($('captions'));
  toEnd($('journal-scroll'));
};
const markTab = (tab: Tab): void => {
  if (document.body.dataset['tab'] !== tab) $(`tab-${tab}`).classList.add('new');
};

/** The three steps of a first visit, each ticked as it is done; gone after the last, or when sent away. */
const createHint = () => {
  const steps = ['rang', 'asked', 'watched'] as const;
  const done = new Set<string>();
  const close = () => {
    $('hint').hidden = true;
    localStorage.setItem('handset-known', 'yes');
  };
  $('hint').hidden = localStorage.getItem('handset-known') === 'yes';
  onClick('hint-close', close);
  return (step: (typeof steps)[number]) => {
    done.add(step);
    $(`hint-${step}`).classList.add('met');
    if (steps.every((each) => done.has(each))) setTimeout(close, 4000);
  };
};

const begin = async () => {
  const demo = await wire.demo();
  const hint = createHint();
  let ahead = Math.max(0, Math.round(demo.now - Date.now() / 1000));
  if (ahead < 5) ahead = 0;

  const languages = $<HTMLSelectElement>('lang');
  if (demo.languages !== undefined) {
    languages.replaceChildren(...demo.languages.map(({ code, name }) => h('option', { value: code }, name)));
  }
  const lang = (): string => languages.value;
  const mobile = createMobile({
    number: demo.number,
    nowMs: () => Date.now() + ahead * 1000,
    arrived: () => markTab('mobile'),
    opened: () => hint('watched'),
  });
  const journal = createJournal({
    grew(entry, onPage) {
      markTab('journal');
      if (entry.room === 'message') void mobile.look();
      if (entry.fact['reason'] === 'too_many_texts') phone.note('Texts are rationed. “+1 day” brings new ones.');
      if (entry.fact.kind === 'identity_subject') hint('asked');
      if (entry.fact.kind === 'identity_checked' && scenario.isPlaying()) {
        sessionStorage.setItem('handset-locked', entry.fact['verdict'] === 'verified' ? '' : 'yes');
      }
      if (onPage) phone.line.nudge();
    },
  });
  const phone = createPhone({
    demo,
    lang,
    before: () => freshStart(),
    rang(call) {
      hint('rang');
      journal.follow(call);
    },
  });

  const tellClock = () => {
    const units =
      ahead < 60
        ? [ahead, 's']
        : ahead < 5400
          ? [ahead / 60, 'min']
          : ahead < 86_400
            ? [ahead / 3600, 'h']
            : [ahead / 86_400, 'd'];
    $('clock-says').textContent = ahead === 0 ? 'Clock' : `Clock +${Math.round(Number(units[0]))} ${units[1]}`;
  };
  const advance = async (seconds: number) => {
    await wire.advance(seconds);
    ahead += seconds;
    tellClock();
  };
  /** Time passes as on a real line: whoever is on it is silent meanwhile, and the phone says so every eight seconds. */
  const fastForward = async (seconds: number) => {
    for (let left = seconds; left > 0; left -= 8) {
      await advance(Math.min(8, left));
      if (phone.line.isLive()) await phone.line.turn({ silence: true });
    }
  };
  /**
   * Every call begins as if it were the first: texts are rationed (3 an hour, 5 a day) and wrong PINs lock, which a
   * visitor who plays many call files soon meets. The clock moves on until neither counts any more.
   */
  const freshStart = async () => {
    const now = Date.now() / 1000 + ahead;
    const texts = await wire.texts(demo.number);
    const within = (seconds: number) => texts.filter(({ at }) => at > now - seconds).length;
    const isLocked = sessionStorage.getItem('handset-locked') === 'yes';
    sessionStorage.removeItem('handset-locked');
    if (isLocked || within(86_400) > 3) await advance(86_401);
    else if (within(3600) > 1) await advance(3601);
  };
  const scenario = createScenario({
    demo,
    phone,
    screen: createHand(mobile, () => scenario.pace()),
    advance,
    look: showTab,
  });

  const files = await wire.scenarios();
  const choice = $<HTMLSelectElement>('scenario');
  for (const [label, attacks] of [
    ['Calls', false],
    ['Attacks, to be watched failing', true],
  ] as const) {
    const some = files.filter(({ name }) => attackFiles.has(name) === attacks);
    const options = some.map((file) =>
      h('option', { value: file.name }, `${file.name.replace(/\.call$/, '')}: ${titleOf(file)}`),
    );
    if (options.length > 0) choice.append(h('optgroup', { label }, ...options));
  }
  const about = () => {
    const file = files.find(({ name }) => name === choice.value);
    $('scenario-about').textContent = file === undefined ? '' : titleOf(file);
  };
  choice.value = files.some(({ name }) => name === 'add-user.call') ? 'add-user.call' : (files[0]?.name ?? '');
  choice.addEventListener('change', about);
  about();
  const drawPlay = () => {
    $('play').textContent = scenario.isPlaying() ? 'Stop' : 'Play';
  };
  onClick('play', async () => {
    if (scenario.isPlaying()) return scenario.stop();
    const file = files.find(({ name }) => name === choice.value);
    if (file === undefined) return;
    await freshStart();
    $('script-title').textContent = titleOf(file);
    const played = scenario.play(file.text, $<HTMLSelectElement>('pace').value as Pace);
    drawPlay();
    await played.finally(drawPlay);
  });
  onClick('script-close', () => {
    $('script').hidden = true;
  });
  onClick('ff30', () => fastForward(30));
  onClick('ff300', () => fastForward(300));
  onClick('ff-day', async () => {
    await phone.line.hangUp();
    await advance(86_400);
  });
  const drawSounds = () => $('sounds').setAttribute('aria-pressed', String(!isQuiet()));
  onClick('sounds', () => {
    setQuiet(!isQuiet());
    drawSounds();
  });
  for (const each of document.querySelectorAll<HTMLElement>('[data-show]')) {
    each.addEventListener('click', () => showTab(each.dataset['show'] as Tab));
  }
  drawSounds();
  tellClock();
  showTab('phone');
  await mobile.look();
  document.body.dataset['ready'] = 'yes';
};

begin().catch((error: Error) => {
  $('line-state').textContent = error.message;
});
