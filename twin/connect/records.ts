// What Connect and Lex would keep of a call, so that a test can search it: flow logs, attributes, conversation logs.

export type FlowLogEntry = { readonly action: string; readonly type: string; readonly seen: unknown };

export type ConversationLogEntry = {
  readonly input: string;
  readonly mode: string;
  readonly intent: string;
  readonly slots: Readonly<Record<string, string | null>>;
  readonly messages: readonly string[];
};

export const createRecords = () => {
  const flowLogs: FlowLogEntry[] = [];
  const conversationLogs: ConversationLogEntry[] = [];
  const contactAttributes: Record<string, string> = {};
  const sessionAttributes: Record<string, string>[] = [];
  const recordings: string[] = [];
  return {
    flowLogs,
    conversationLogs,
    contactAttributes,
    /** Every set of Lex session attributes there ever was. */
    sessionAttributes,
    /** What a recording would hold: everything said and keyed while it is on. */
    recordings,
    /** All of it, as one text. */
    everything: (): string =>
      JSON.stringify({ flowLogs, conversationLogs, contactAttributes, sessionAttributes, recordings }),
  };
};

export type Records = ReturnType<typeof createRecords>;
