import type { Call, Lang } from '#call';
import { parseE164, Secret } from '#core';
import { answerFor, type FlowAnswer } from './flow-answer.ts';
import { type FlowEvent, readFlowEvent } from './flow-event.ts';
import { type ConnectPorts, firstLang, type LineTurn } from './ports.ts';
import { isLiveContact, refuse } from './refusal.ts';

/** The way back from a PIN question that no slot is waiting for. */
const startAgain: Readonly<Record<Lang, string>> = { en: 'start over', es: 'empezar de nuevo' };

/** Answers the flow from a turn. Shared by the flow's Lambda and the one that holds the key. */
export const answerFlow = (
  { expected }: Pick<ConnectPorts, 'expected'>,
  event: FlowEvent,
  turn: LineTurn,
  call: Pick<Call, 'grant'>,
): FlowAnswer => {
  const fresh = event.place === null || event.place.turn !== turn.number;
  return answerFor({
    turn,
    place: {
      turn: turn.number,
      part: fresh ? 0 : (event.place?.part ?? 0),
      lang: event.place?.lang ?? event.lang ?? firstLang(expected),
    },
    open: call.grant === null,
    pinBy: expected.pinBy,
  });
};

/**
 * The Lambda of the Connect flow. `start`: the call rings, once per contact. `wait`: Lex has come back or nobody spoke;
 * if the code hook took a turn meanwhile its words are given, otherwise a silence is taken, which in the wait loop is the
 * heartbeat. `spoken`: a part was said; the next one, or what to do. Every answer carries `next`, the place in the call;
 * a request that comes again with the same place gets the same answer, because Connect retries. @throws RefusedEvent
 */
export const createFlowHandler = (ports: ConnectPorts) => {
  const { line, calls, expected, log } = ports;

  const start = async (event: FlowEvent): Promise<LineTurn> => {
    const known = await calls.byVendorId('connect', event.contactId);
    if (known !== null) return line.lastTurn(known.value.id);
    if (!isLiveContact(await ports.describeContact(event.contactId), event.contactId, expected))
      return refuse(log, 'contact_not_live');
    return line.ring({
      channel: 'connect',
      vendorId: event.contactId,
      lang: event.lang ?? firstLang(expected),
      callingNumber: parseE164(event.from ?? ''),
      calledNumber: parseE164(event.to ?? ''),
    });
  };

  const goOn = async (event: FlowEvent): Promise<LineTurn> => {
    const known = await calls.byVendorId('connect', event.contactId);
    if (known === null) return refuse(log, 'unknown_contact');
    const { id } = known.value;
    if (event.op === 'spoken' || event.place === null) return line.lastTurn(id);
    const turn = await line.turn(id, { type: 'silence' }, event.place.turn);
    const needsSlot = turn.expect.secret && turn.expect.next === 'listening' && expected.pinBy === 'lex';
    // A new Lex block listens for anything, and a PIN keyed into it would be kept as it came: only the slot hides it.
    return needsSlot
      ? line.turn(id, { type: 'speech', alternatives: [new Secret(startAgain[turn.lang] ?? '')] })
      : turn;
  };

  return async (raw: unknown): Promise<FlowAnswer> => {
    const event = readFlowEvent(ports, raw);
    if (!['start', 'wait', 'spoken'].includes(event.op)) return refuse(log, 'op');
    const turn = event.op === 'start' ? await start(event) : await goOn(event);
    const call = await calls.byVendorId('connect', event.contactId);
    return answerFlow(ports, event, turn, call?.value ?? { grant: null });
  };
};
