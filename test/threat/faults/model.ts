// The grant machine of DESIGN 4.3 as states and steps small enough to try every order of them. One step is one round trip to
// the store, or one answer, because nothing else can be seen by others. Two browsers redeem (one may guess wrong), two
// orders come for one token, somebody hangs up, time runs out, a chore tidies up; any process may die between two steps
// and whoever lost an answer may ask again. A commit succeeds only when the row is as it was read ("fresh").
//
// What is checked, in every state: I1 to I8 of the state machine's invariants. A text leaves through somebody else's hands,
// so I8 means: none is sent but on a look that found the grant alive, and none twice.

/** Rules that can be taken away, to see that the model would notice. */
export type Broken =
  | 'redeem_without_check'
  | 'accept_without_check'
  | 'compare_before_counting'
  | 'death_after_use'
  | 'perform_without_key'
  | 'commit_without_deadline'
  | 'send_again_after_crash';

export type Setting = {
  /** Does the second browser type the right digits? */
  readonly secondIsRight: boolean;
  readonly maxAttempts: number;
  /** How often each may ask: the first time, and again after a lost answer. */
  readonly asks: number;
  /** Is the text about the grant on its way too? */
  readonly text?: boolean;
  readonly broken?: Broken;
};

const [offered, redeemed, consumed, dead] = [0, 1, 2, 3];
const [none, accepted, done] = [0, 1, 2];

/** Where the fields of a state are. */
const field = {
  ...{ grant: 0, attempts: 1, wrongs: 2, owner: 3, callEnded: 4, late: 5 },
  ...{ order: 6, orderInput: 7, changes: 8, changeInput: 9 },
  ...{ redeems: 10, uses: 11, deaths: 12, finishes: 13 },
  ...{ tokens: 14, compared: 15, lateUse: 16, texts: 17, blindTexts: 18 },
  actors: 19,
} as const;
/** Each actor: where it is, whether what it read is still so, how often it may still ask. */
const actorSize = 3;
const actors = ['first', 'second', 'order', 'otherOrder', 'caller', 'chore', 'resume', 'text'] as const;
type Actor = (typeof actors)[number];
const at = (actor: Actor, part: 0 | 1 | 2) => field.actors + actors.indexOf(actor) * actorSize + part;

type State = number[];
/** Every state that can follow, with the name of the step. */
type Step = { readonly name: string; readonly next: State };

const finished = 99;

const commitRow = (state: State, by: Actor): void => {
  for (const actor of actors) if (actor !== by) state[at(actor, 1)] = 0;
};

/** May a commit that was read for in time still happen? The store looks at the clock once more. */
const isInTime = (state: State, setting: Setting): boolean =>
  state[field.late] === 0 || setting.broken === 'commit_without_deadline';

/** Is the grant out of use by what is known outside its row? */
const isOver = (state: State): boolean => state[field.callEnded] === 1 || state[field.late] === 1;

const die = (state: State, by: Actor): void => {
  state[field.grant] = dead;
  state[field.deaths]! += 1;
  commitRow(state, by);
};

const redeemSteps = (state: State, actor: 'first' | 'second', setting: Setting): Step[] => {
  const key = actor === 'first' ? 1 : 2;
  const isRight = actor === 'first' || setting.secondIsRight;
  const place = state[at(actor, 0)];
  const fresh = state[at(actor, 1)] === 1;
  const step = (name: string, change: (next: State) => void): Step => {
    const next = [...state];
    change(next);
    return { name: `${actor} ${name}`, next };
  };
  const go = (to: number) => (next: State) => {
    next[at(actor, 0)] = to;
  };
  const grant = state[field.grant];
  switch (place) {
    case 0:
      return state[at(actor, 2)]! > 0
        ? [
            step('asks', (next) => {
              next[at(actor, 2)]! -= 1;
              next[at(actor, 0)] = 1;
            }),
          ]
        : [];
    case 1: {
      const isUsed = grant === dead || grant === consumed || isOver(state);
      const isSpent =
        state[field.attempts]! >= setting.maxAttempts && !(grant === redeemed && state[field.owner] === key);
      if (isUsed || isSpent) return [step('is refused', go(0))];
      const counts = setting.broken !== 'compare_before_counting';
      return [
        step('reads', (next) => {
          next[at(actor, 0)] = counts ? 2 : 3;
          next[at(actor, 1)] = 1;
        }),
      ];
    }
    case 2:
      return [
        fresh && isInTime(state, setting)
          ? step('has its guess counted', (next) => {
              next[field.attempts]! += 1;
              commitRow(next, actor);
              next[at(actor, 0)] = 3;
            })
          : step('reads again', go(1)),
      ];
    case 3:
      return [
        step('is compared', (next) => {
          if (!isRight) next[field.compared]! += 1;
          next[at(actor, 0)] = isRight ? 4 : 7;
        }),
      ];
    case 4:
      return [
        step('reads for its token', (next) => {
          next[at(actor, 0)] = 5;
          next[at(actor, 1)] = 1;
        }),
      ];
    case 5: {
      // The call is read after the row, so it may have ended in between.
      const isLost =
        grant === dead || grant === consumed || isOver(state) || (grant === redeemed && state[field.owner] !== key);
      if (isLost) return [step('has lost', go(0))];
      return [step('sees a live call', go(6))];
    }
    case 6:
      return [
        (fresh || setting.broken === 'redeem_without_check') && isInTime(state, setting)
          ? step('wins', (next) => {
              if (next[field.grant] !== redeemed || next[field.owner] !== key) next[field.redeems]! += 1;
              next[field.grant] = redeemed;
              next[field.owner] = key;
              next[field.attempts] = Math.max(0, next[field.attempts]! - 1);
              commitRow(next, actor);
              next[at(actor, 0)] = 9;
            })
          : step('reads for its token again', go(4)),
      ];
    case 7:
      return [
        step('reads to record the wrong guess', (next) => {
          next[at(actor, 0)] = 8;
          next[at(actor, 1)] = 1;
        }),
      ];
    case 8:
      return [
        fresh
          ? step('was wrong', (next) => {
              next[field.wrongs]! += 1;
              if (next[field.wrongs]! >= setting.maxAttempts && next[field.grant] === offered) die(next, actor);
              else commitRow(next, actor);
              next[at(actor, 0)] = 0;
            })
          : step('reads to record again', go(7)),
      ];
    case 9:
      return [
        step('gets its token', (next) => {
          next[field.tokens]! |= key;
          next[at(actor, 0)] = finished;
        }),
      ];
    default:
      return [];
  }
};

const orderSteps = (state: State, actor: 'order' | 'otherOrder' | 'resume', setting: Setting): Step[] => {
  const input = actor === 'otherOrder' ? 2 : 1;
  const place = state[at(actor, 0)];
  const fresh = state[at(actor, 1)] === 1;
  const step = (name: string, change: (next: State) => void): Step => {
    const next = [...state];
    change(next);
    return { name: `${actor} ${name}`, next };
  };
  const go = (to: number) => (next: State) => {
    next[at(actor, 0)] = to;
  };
  switch (place) {
    case 0:
      if (actor === 'resume') return state[field.order] === accepted ? [step('finds an open order', go(4))] : [];
      return state[field.tokens] !== 0 && state[at(actor, 2)]! > 0
        ? [
            step('is sent', (next) => {
              next[at(actor, 2)]! -= 1;
              next[at(actor, 0)] = 1;
            }),
          ]
        : [];
    case 1:
      if (state[field.grant] === consumed) {
        const isMine = state[field.orderInput] === input;
        return [step('finds it used', go(isMine ? (state[field.order] === accepted ? 4 : 6) : finished))];
      }
      if (state[field.grant] !== redeemed) return [step('is refused', go(finished))];
      return [
        step('reads', (next) => {
          next[at(actor, 0)] = 2;
          next[at(actor, 1)] = 1;
        }),
      ];
    case 2:
      return [isOver(state) ? step('is refused, the call is over', go(finished)) : step('sees a live call', go(3))];
    case 3:
      return [
        (fresh || setting.broken === 'accept_without_check') && isInTime(state, setting)
          ? step('is accepted', (next) => {
              next[field.grant] = consumed;
              next[field.uses]! += 1;
              next[field.lateUse] = isOver(next) ? 1 : 0;
              next[field.order] = accepted;
              next[field.orderInput] = input;
              commitRow(next, actor);
              next[at(actor, 0)] = 4;
            })
          : step('reads again', go(1)),
      ];
    case 4:
      return [
        step('changes the account', (next) => {
          // The system of record knows the grant as idempotency key.
          if (next[field.changes] === 0 || setting.broken === 'perform_without_key') next[field.changes]! += 1;
          next[field.changeInput] = next[field.orderInput]!;
          next[at(actor, 0)] = 5;
        }),
      ];
    case 5:
      return [
        step('writes down that it is done', (next) => {
          if (next[field.order] === accepted) {
            next[field.order] = done;
            next[field.finishes]! += 1;
          }
          next[at(actor, 0)] = actor === 'resume' ? 0 : 6;
        }),
      ];
    case 6:
      return [step('gets its receipt', go(finished))];
    default:
      return [];
  }
};

const endSteps = (state: State, actor: 'caller' | 'chore', setting: Setting): Step[] => {
  const place = state[at(actor, 0)];
  const fresh = state[at(actor, 1)] === 1;
  const next = [...state];
  if (place === finished || (actor === 'chore' && state[field.late] === 0)) return [];
  if (place === 0) {
    next[at(actor, 0)] = 1;
    next[at(actor, 1)] = 1;
    return [{ name: `${actor} reads`, next }];
  }
  if (!fresh) {
    next[at(actor, 0)] = 0;
    return [{ name: `${actor} has to read again`, next }];
  }
  const isAlive = state[field.grant] === offered || state[field.grant] === redeemed;
  if (actor === 'caller') next[field.callEnded] = 1;
  if (isAlive || (setting.broken === 'death_after_use' && state[field.grant] === consumed)) die(next, actor);
  next[at(actor, 0)] = finished;
  return [{ name: actor === 'caller' ? 'caller hangs up' : 'chore buries', next }];
};

/** Sent after one more look at the grant, once; a text that fails kills the grant nobody has redeemed. */
const textSteps = (state: State, setting: Setting): Step[] => {
  const step = (name: string, change: (next: State) => void): Step => {
    const next = [...state];
    change(next);
    return { name: `text ${name}`, next };
  };
  const to = (place: number) => (next: State) => {
    next[at('text', 0)] = place;
  };
  const isSent = (next: State): void => {
    next[field.texts]! += 1;
    to(finished)(next);
  };
  const isUsable = (state[field.grant] === offered || state[field.grant] === redeemed) && !isOver(state);
  switch (state[at('text', 0)]) {
    case 0:
      if (setting.text !== true) return [];
      return [isUsable ? step('sees a live grant', to(1)) : step('is given up', to(2))];
    case 1:
      return [step('is sent', isSent), step('is refused by the provider', to(2))];
    case 2:
      return [
        step('has failed', (next) => {
          if (next[field.grant] === offered) die(next, 'text');
          to(finished)(next);
        }),
      ];
    case 3:
      return [
        step('is sent again', (next) => {
          isSent(next);
          if (!isUsable) next[field.blindTexts] = 1;
        }),
      ];
    default:
      return [];
  }
};

/** Whose process can die on the way, and where it is then: whoever asked may ask again, from the start. */
const crashSteps = (state: State, setting: Setting): Step[] =>
  (['first', 'second', 'order', 'otherOrder', 'resume', 'text'] as const).flatMap((actor) => {
    const place = state[at(actor, 0)]!;
    if (place === 0 || place === finished) return [];
    const next = [...state];
    // A text that was cut off is looked up at the provider and never sent again.
    const again = setting.broken === 'send_again_after_crash' && place === 1 ? 3 : finished;
    next[at(actor, 0)] = actor === 'text' ? again : 0;
    next[at(actor, 1)] = 0;
    return [{ name: `the process of ${actor} dies`, next }];
  });

const stepsOf = (state: State, setting: Setting): Step[] => {
  const late = [...state];
  late[field.late] = 1;
  return [
    ...redeemSteps(state, 'first', setting),
    ...redeemSteps(state, 'second', setting),
    ...orderSteps(state, 'order', setting),
    ...orderSteps(state, 'otherOrder', setting),
    ...orderSteps(state, 'resume', setting),
    ...endSteps(state, 'caller', setting),
    ...endSteps(state, 'chore', setting),
    ...(state[field.late] === 0 ? [{ name: 'time runs out', next: late }] : []),
    ...textSteps(state, setting),
    ...crashSteps(state, setting),
  ];
};

/** The invariant this state, or this step into it, breaks; null when all hold. */
const faultOf = (before: State, state: State, setting: Setting): string | null => {
  const of = (name: Exclude<keyof typeof field, 'actors'>) => state[field[name]]!;
  const flag = (holds: boolean) => (holds ? 1 : 0);
  if (of('tokens') === 3 || of('redeems') > 1) return 'I1: two browsers have a token';
  if (of('uses') > 1 || of('changes') > 1 || of('finishes') > 1) return 'I2: used or changed twice';
  if (of('lateUse') === 1) return 'I3: used after the call had ended';
  const was = before[field.grant];
  if ((was === dead || was === consumed) && of('grant') !== was) return 'I4: a final state was left';
  if (of('compared') > setting.maxAttempts) return 'I5: too many guesses were compared';
  if (of('changes') > 0 && of('changeInput') !== of('orderInput')) return 'I6: something else was changed';
  if (of('blindTexts') > 0 || of('texts') > 1) return 'I8: a text was sent blindly, or twice';
  const recorded =
    of('redeems') === flag(of('owner') !== 0) &&
    of('uses') === flag(of('grant') === consumed) &&
    of('deaths') === flag(of('grant') === dead) &&
    of('finishes') === flag(of('order') === done);
  return recorded ? null : 'I7: an edge was not recorded exactly once';
};

const initial = (setting: Setting): State => {
  const state: State = Array(field.actors + actors.length * actorSize).fill(0);
  state[field.order] = none;
  for (const actor of actors) state[at(actor, 2)] = setting.asks;
  return state;
};

export type Explored = {
  readonly states: number;
  readonly steps: number;
  /** The shortest way to a broken invariant, or null. */
  readonly fault: { readonly what: string; readonly path: readonly string[] } | null;
  /** States in which nothing can happen any more and an accepted order is not done. Must be none. */
  readonly stuck: number;
};

/** Visits every state that can be reached, breadth first, and checks each. Stops at the first broken invariant. */
export const explore = (setting: Setting): Explored => {
  const first = initial(setting);
  const nameOf = (state: State) => String.fromCharCode(...state);
  const seen = new Set([nameOf(first)]);
  // A few mutations need the path; a run that holds does not, and would need the memory.
  const cameFrom = setting.broken === undefined ? null : new Map<string, { from: string; name: string }>();
  let frontier = [first];
  let steps = 0;
  let stuck = 0;
  const pathTo = (name: string): string[] => {
    const came = cameFrom?.get(name);
    return came === undefined ? [] : [...pathTo(came.from), came.name];
  };
  while (frontier.length > 0) {
    const following: State[] = [];
    for (const state of frontier) {
      const all = stepsOf(state, setting);
      if (all.length === 0 && state[field.order] === accepted) stuck += 1;
      for (const { name, next } of all) {
        steps += 1;
        const key = nameOf(next);
        if (seen.has(key)) continue;
        seen.add(key);
        cameFrom?.set(key, { from: nameOf(state), name });
        const what = faultOf(state, next, setting);
        if (what !== null) return { states: seen.size, steps, stuck, fault: { what, path: pathTo(key) } };
        following.push(next);
      }
    }
    frontier = following;
  }
  return { states: seen.size, steps, stuck, fault: null };
};

/** What the journal says of a grant, in order: the edges of its machine, as the kinds of facts name them. */
export type Edge = 'grant_redeemed' | 'digits_wrong' | 'grant_consumed' | 'transaction_done' | 'grant_dead';
const edges: readonly (readonly [Edge, number])[] = [
  ['grant_redeemed', field.redeems],
  ['digits_wrong', field.wrongs],
  ['grant_consumed', field.uses],
  ['transaction_done', field.finishes],
  ['grant_dead', field.deaths],
];

export const isEdge = (kind: string): kind is Edge => edges.some(([edge]) => edge === kind);

const edgesOf = (before: State, after: State): Edge[] =>
  edges.flatMap(([edge, place]) => (after[place]! > before[place]! ? [edge] : []));

/**
 * Answers whether a recorded journal of a grant is one the model can write. Follows every state the model can be in after
 * each edge; what it has followed once it knows.
 */
export const createRecordedRuns = (setting: Setting): ((recorded: readonly Edge[]) => boolean) => {
  /** Everything reached from these states without a new edge, and the states one commit with edges leads to, by the edges. */
  const follow = (from: readonly State[]): Map<string, State[]> => {
    const seen = new Set<string>();
    const leads = new Map<string, Map<string, State>>();
    const open = [...from];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      for (const { next } of stepsOf(state, setting)) {
        const name = String.fromCharCode(...next);
        const written = edgesOf(state, next).join();
        if (written !== '') leads.set(written, (leads.get(written) ?? new Map()).set(name, next));
        else if (!seen.has(name)) {
          seen.add(name);
          open.push(next);
        }
      }
    }
    return new Map([...leads].map(([written, states]) => [written, [...states.values()]]));
  };
  const isWritten = (before: string, states: readonly State[], left: string): boolean => {
    if (left === '') return true;
    for (const [written, next] of followed(before, states)) {
      if (left !== written && !left.startsWith(`${written},`)) continue;
      if (isWritten(`${before},${written}`, next, left.slice(written.length + 1))) return true;
    }
    return false;
  };
  const leadsFrom = new Map<string, Map<string, State[]>>();
  const followed = (before: string, states: readonly State[]) => {
    const leads = leadsFrom.get(before) ?? follow(states);
    leadsFrom.set(before, leads);
    return leads;
  };
  const answers = new Map<string, boolean>();
  return (recorded) => {
    const name = recorded.join();
    const answer = answers.get(name) ?? isWritten('', [initial(setting)], name);
    answers.set(name, answer);
    return answer;
  };
};
