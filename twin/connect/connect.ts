// Amazon Connect and Lex V2, as far as one inbound call needs them: contacts, a flow, a bot, Lambdas that are retried, and
// contact events that may be lost. Runs the flow and the bot that would be deployed; `twin/connect/README.md` says what it follows.
import { createPublicKey, randomUUID } from 'node:crypto';
import { buildClient, CommitmentPolicy, RawRsaKeyringNode } from '@aws-crypto/client-node';
import type { BotDefinition } from '../../deploy/aws/bot/definition.ts';
import type { Flow } from '../../deploy/aws/flow/language.ts';
import { type CallersTurn, type Ended, runFlow, type Spoken } from './flow-run.ts';
import { type CodeHook, createLexSession, type Input } from './lex.ts';
import { createRecords } from './records.ts';

export const identity = {
  account: '111122223333',
  region: 'us-east-1',
  instanceArn: 'arn:aws:connect:us-east-1:111122223333:instance/9f8e7d6c-0000-4000-8000-000000000001',
  botId: 'ABCDE12345',
  aliasId: 'LIVEALIAS1',
  functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:voicegrant-flow',
  keypadArn: 'arn:aws:lambda:us-east-1:111122223333:function:voicegrant-keypad',
  queueArn: 'arn:aws:connect:us-east-1:111122223333:instance/9f8e7d6c-0000-4000-8000-000000000001/queue/people',
  keyId: '11112222-3333-4444-5555-666677778888',
} as const;

/** The values by which the placeholders of a generated flow become this instance's. */
export const substitutions = (certificate = ''): Record<string, string> => ({
  LexBotAliasArn: `arn:aws:lex:${identity.region}:${identity.account}:bot-alias/${identity.botId}/${identity.aliasId}`,
  FlowFunctionArn: identity.functionArn,
  KeypadFunctionArn: identity.keypadArn,
  QueueArn: identity.queueArn,
  KeypadKeyId: identity.keyId,
  KeypadCertificate: certificate.replaceAll('\n', '\\n'),
});

/** The number that leads to the flow itself. */
export const mainNumber = '+15555550100';

/** What can go wrong between Connect and a Lambda: `lost` runs it and loses its answer, `throttled` does not run it. */
export type Fault = 'lost' | 'throttled' | 'late' | null;

export type TwinPorts = {
  readonly flow: Flow;
  /** Other flows, by the number that leads to them. */
  readonly numbers?: Readonly<Record<string, Flow>>;
  readonly bot: BotDefinition;
  readonly lambdas: Readonly<Record<string, (event: unknown) => Promise<unknown>>>;
  readonly hook: CodeHook;
  /** Receives contact events as EventBridge gives them. */
  readonly event: (event: unknown) => Promise<void>;
  /** Lets time pass while somebody speaks, in seconds. */
  readonly pass?: (seconds: number) => void;
  /** Lets time pass while nobody does, in seconds; as `pass` unless whoever plays the caller moves the clock. */
  readonly wait?: (seconds: number) => void;
  readonly silence?: 'error' | 'fallback';
  readonly queueIsFull?: boolean;
  readonly sparse?: boolean;
  /** A caller who breaks into every prompt that lets him, after so many seconds. */
  readonly bargesInAfterSeconds?: number;
  /** Flows that a flow may name in an event hook, by what it calls them. */
  readonly hookFlows?: Readonly<Record<string, Flow>>;
  /** Does a disconnect flow run when the caller hangs up within the flow? No document says; default: it does not. */
  readonly runsDisconnectFlow?: boolean;
  readonly fault?: (invocation: number) => Fault;
  /** What becomes of the events of a call's end; each is best effort. Default: delivered once, in order. */
  readonly deliver?: (events: readonly unknown[]) => readonly unknown[];
};

/** What the caller hears, and whether it is their turn. */
export type Heard = {
  readonly said: readonly Spoken[];
  readonly now: 'listening' | 'disconnected' | 'transferred';
  /** The action at which the flow listens. */
  readonly at: string;
  readonly silenceMs: number;
  readonly keysOnly: boolean;
  readonly queue: string | null;
};

const contactEvent = (contactId: string, eventType: string) => ({
  version: '0',
  id: randomUUID(),
  source: 'aws.connect',
  'detail-type': 'Amazon Connect Contact Event',
  account: identity.account,
  time: '2026-09-01T10:00:00Z',
  region: identity.region,
  resources: [`${identity.instanceArn}/contact/${contactId}`],
  detail: {
    eventType,
    contactId,
    initialContactId: contactId,
    channel: 'VOICE',
    initiationMethod: 'INBOUND',
    instanceArn: identity.instanceArn,
  },
});

/** Encrypts as Store customer input does: AWS Encryption SDK, RSA-OAEP with SHA-512, provider AmazonConnect. */
export const encryptAsConnect = async (digits: string, keyId: string, certificate: string): Promise<string> => {
  const { encrypt } = buildClient(CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT);
  const publicKey = createPublicKey(certificate).export({ type: 'spki', format: 'pem' }).toString();
  const keyring = new RawRsaKeyringNode({
    keyNamespace: 'AmazonConnect',
    keyName: keyId,
    rsaKey: { publicKey },
    oaepHash: 'sha512',
  });
  const { result } = await encrypt(keyring, digits);
  return result.toString('base64');
};

/** One Connect instance with one number. Keeps what the real one would keep, in `records`. */
export const createConnectTwin = (ports: TwinPorts) => {
  const records = createRecords();
  const contacts = new Map<string, { disconnected: boolean }>();
  let invocations = 0;

  const lambda = async (arn: string, event: unknown): Promise<unknown> => {
    invocations += 1;
    const fault = ports.fault?.(invocations) ?? null;
    const run = ports.lambdas[arn];
    if (run === undefined) throw new Error('there is no such function');
    if (fault === 'throttled') throw new Error('TooManyRequestsException');
    const answer = await run(event);
    if (fault === 'lost' || fault === 'late') {
      ports.pass?.(fault === 'late' ? 8 : 0);
      throw new Error('the answer did not come in time');
    }
    return answer;
  };

  return {
    records,
    /** DescribeContact, as the handlers' port takes it. */
    async describeContact(contactId: string) {
      const contact = contacts.get(contactId);
      return contact === undefined
        ? null
        : {
            arn: `${identity.instanceArn}/contact/${contactId}`,
            channel: 'VOICE',
            initiationMethod: 'INBOUND',
            disconnected: contact.disconnected,
          };
    },
    /** A call comes in. `from` is null for a withheld number. */
    ring(from: string | null, to: string = mainNumber, contactId: string = randomUUID()) {
      contacts.set(contactId, { disconnected: false });
      const lex = createLexSession(
        {
          bot: ports.bot,
          botId: identity.botId,
          aliasId: identity.aliasId,
          hook: ports.hook,
          records,
          sparse: ports.sparse ?? true,
        },
        contactId,
      );
      const hooks = new Map<string, string>();
      const legs = {
        contactId,
        instanceArn: identity.instanceArn,
        from,
        to,
        lex,
        records,
        lambda,
        pass: (ms: number) => ports.pass?.(ms / 1000),
        wait: (ms: number) => (ports.wait ?? ports.pass)?.(ms / 1000),
        localeOf: (code: string) => code.replace('-', '_'),
        encrypt: encryptAsConnect,
        silence: ports.silence ?? 'fallback',
        queueIsFull: ports.queueIsFull ?? false,
        bargesInAfterMs: ports.bargesInAfterSeconds === undefined ? null : ports.bargesInAfterSeconds * 1000,
        hooked: (hook: string, flow: string) => void hooks.set(hook, flow),
      };
      const run = runFlow({ ...legs, flow: ports.numbers?.[to] ?? ports.flow });
      let over: Heard | null = null;

      const end = async (): Promise<void> => {
        const contact = contacts.get(contactId);
        if (contact === undefined || contact.disconnected) return;
        contact.disconnected = true;
        const disconnect = ports.hookFlows?.[hooks.get('CustomerRemaining') ?? ''];
        // Nobody is left who could hear or answer it; a flow that listens would wait for ever.
        if (disconnect !== undefined && ports.runsDisconnectFlow === true)
          await runFlow({ ...legs, flow: disconnect }).next({ silence: true });
        const events = ['DISCONNECTED', 'COMPLETED'].map((type) => contactEvent(contactId, type));
        for (const event of ports.deliver?.(events) ?? events) await ports.event(event);
      };
      const heard = async (step: IteratorResult<CallersTurn, Ended>): Promise<Heard> => {
        if (!step.done) return { ...step.value, now: 'listening', queue: null };
        const { said, how, queue } = step.value;
        over = { said: [], now: how, at: '', silenceMs: 0, keysOnly: false, queue };
        if (how === 'disconnected') await end();
        return { ...over, said };
      };
      return {
        contactId,
        /** Runs the flow up to the caller's first turn. */
        start: async (): Promise<Heard> => heard(await run.next({ silence: true })),
        /** The caller does something, or nothing for as long as the flow listens. */
        async input(input: Input): Promise<Heard> {
          return over ?? heard(await run.next(input));
        },
        /** The caller hangs up. The flow stops where it is; the events are best effort. */
        async hangUp(): Promise<void> {
          if (over === null) await run.return({ said: [], how: 'disconnected', queue: null });
          over = { said: [], now: 'disconnected', at: '', silenceMs: 0, keysOnly: false, queue: null };
          await end();
        },
        /** The line is lost, and Connect does not notice for a while. */
        drop(): void {
          over = { said: [], now: 'disconnected', at: '', silenceMs: 0, keysOnly: false, queue: null };
        },
      };
    },
  };
};

export type ConnectTwin = ReturnType<typeof createConnectTwin>;
