// Why this exists: an operator changes the flow in the console, and the switch that kept PINs out of a log is gone. This reads
// what was exported (a flow, a bot as CloudFormation has it, or a whole template) and says which guard is missing.
import type { BotDefinition } from '../bot/definition.ts';
import type { Flow } from '../flow/language.ts';
import { botProblems } from './bot-guards.ts';
import { flowFormProblems } from './flow-form.ts';
import { flowGuardProblems } from './flow-guards.ts';
import type { Problem } from './problem.ts';
import { type Template, templateProblems } from './template-guards.ts';

export type { Problem } from './problem.ts';

/** Everything that is wrong with a flow: its form, then its guards. */
export const lintFlow = (flow: Flow): Problem[] => [...flowFormProblems(flow), ...flowGuardProblems(flow)];

export const lintBot = (bot: BotDefinition): Problem[] => botProblems(bot);

const flowText = (content: unknown): string | null => {
  if (typeof content === 'string') return content;
  if (content === null || typeof content !== 'object') return null;
  const sub = (content as { 'Fn::Sub'?: unknown })['Fn::Sub'];
  return typeof sub === 'string' ? sub : Array.isArray(sub) && typeof sub[0] === 'string' ? sub[0] : null;
};

/** A template: what it opens, and every flow and bot in it. */
export const lintTemplate = (template: Template): Problem[] => [
  ...templateProblems(template),
  ...Object.entries(template.Resources).flatMap(([name, { Type, Properties = {} }]) => {
    const within = (problems: Problem[]) => problems.map((one) => ({ ...one, at: `${name}/${one.at}` }));
    const text = Type === 'AWS::Connect::ContactFlow' ? flowText(Properties.Content) : null;
    if (text !== null) return within(lintFlow(JSON.parse(text) as Flow));
    return Type === 'AWS::Lex::Bot' ? within(lintBot(Properties as unknown as BotDefinition)) : [];
  }),
];

/** Lints whatever a document is. @throws TypeError for one that is none of the three. */
export const lintDocument = (
  document: unknown,
): { readonly kind: 'flow' | 'bot' | 'template'; problems: Problem[] } => {
  if (document !== null && typeof document === 'object') {
    if ('Actions' in document && 'StartAction' in document)
      return { kind: 'flow', problems: lintFlow(document as Flow) };
    if ('BotLocales' in document) return { kind: 'bot', problems: lintBot(document as BotDefinition) };
    if ('Resources' in document) return { kind: 'template', problems: lintTemplate(document as Template) };
  }
  throw new TypeError('This is no flow, no bot and no template.');
};
