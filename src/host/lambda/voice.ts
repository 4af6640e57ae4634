// The Lambda of a call: the Lex code hook for every turn, and what the Connect flow asks. Which of the two, the event shows.
import { createCodeHook, createFlowHandler } from '#phone/connect';
import { shipped, wordsIn } from '#transaction';
import { connectPorts } from './connect.ts';
import { once } from './once.ts';

const handlers = once(async () => {
  const ports = await connectPorts();
  const askOf = (intent: string, lang: string) =>
    shipped.filter(({ type }) => type === intent).map((found) => wordsIn(found, lang).asks[0] ?? null)[0] ?? null;
  return { hook: createCodeHook({ ...ports, askOf }), flow: createFlowHandler(ports) };
});

/** Answers one event of Lex or of the flow. A refusal fails the function, which shows in its metrics. */
export const handler = async (event: { readonly Details?: unknown }): Promise<unknown> => {
  const { hook, flow } = await handlers();
  return event.Details === undefined ? hook(event) : flow(event);
};
