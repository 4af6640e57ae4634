// In: events of Amazon Lex V2, of a Connect flow's Lambda and of EventBridge. Out: turns of the line, and what Lex and the flow do next.
// Every event is held against what this installation is told to expect, field by field; its fields are anybody's who may invoke.
// Must never: echo what was keyed, put a secret into an attribute, or let Lex say what only a flow with its logging off may say.
export { createCodeHook } from './code-hook.ts';
export { createContactEvents } from './contact-event.ts';
export { createFlowHandler } from './flow.ts';
export type { FlowAnswer } from './flow-answer.ts';
export type { CodeHookAnswer } from './lex-answer.ts';
export { intentNames, slotNames } from './names.ts';
export type { ConnectLine, ConnectPorts, Contact, Expected, PinBy } from './ports.ts';
export { RefusedEvent } from './refusal.ts';
