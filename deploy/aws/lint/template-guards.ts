// The parts of a CloudFormation template that open a door to the bot, the flow's Lambdas or their logs. (R-T6, R-T7, T-39)
import { type Problem, problem } from './problem.ts';

type Resource = { readonly Type?: string; readonly Properties?: Readonly<Record<string, unknown>> };
export type Template = { readonly Resources: Readonly<Record<string, Resource>> };

type Statement = {
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

const conditionNames = (statement: Statement): string[] =>
  Object.values(statement.Condition ?? {}).flatMap((names) => Object.keys(names).map((name) => name.toLowerCase()));

const permissionProblems = (at: string, given: Readonly<Record<string, unknown>>): Problem[] => [
  ...(given.Principal === '*' ? [problem('principal', at, 'Anybody may invoke it.')] : []),
  ...(given.SourceArn === undefined ? [problem('source', at, 'The permission names no SourceArn.')] : []),
  ...(given.SourceAccount === undefined ? [problem('source', at, 'The permission names no SourceAccount.')] : []),
  ...(JSON.stringify(given.SourceArn ?? '').endsWith('*"')
    ? [problem('source', at, 'The SourceArn leaves its end open.')]
    : []),
];

const policyProblems = (at: string, given: Readonly<Record<string, unknown>>): Problem[] => {
  const policy = (typeof given.Policy === 'string' ? JSON.parse(given.Policy) : (given.Policy ?? {})) as {
    Statement?: Statement | readonly Statement[];
  };
  return [policy.Statement ?? []]
    .flat()
    .flatMap((statement: Statement) => [
      ...(JSON.stringify(statement.Principal ?? '*').includes('"*"')
        ? [problem('principal', at, 'Anybody may talk to the bot.')]
        : []),
      ...['aws:sourcearn', 'aws:sourceaccount']
        .filter((name) => !conditionNames(statement).includes(name))
        .map((name) => problem('source', at, `A statement has no condition on ${name}.`)),
    ]);
};

type Logs = {
  readonly AudioLogSettings?: readonly { readonly Enabled?: unknown }[];
  readonly TextLogSettings?: readonly { readonly Enabled?: unknown }[];
};

const aliasProblems = (at: string, given: Readonly<Record<string, unknown>>): Problem[] => {
  const logs = (given.ConversationLogSettings ?? {}) as Logs;
  const isOn = (settings: readonly { readonly Enabled?: unknown }[] = []) =>
    settings.some(({ Enabled }) => Enabled !== false && Enabled !== 'false');
  return [
    ...(isOn(logs.AudioLogSettings) ? [problem('logs', at, 'Audio logs are not obfuscated; they must be off.')] : []),
    ...(isOn(logs.TextLogSettings)
      ? [
          problem(
            'logs',
            at,
            'Text logs keep what Lex does not recognise, a PIN keyed too early among it; they must be off.',
          ),
        ]
      : []),
  ];
};

/** What a template leaves open around the bot and the Lambdas. */
export const templateProblems = (template: Template): Problem[] =>
  Object.entries(template.Resources).flatMap(([at, { Type, Properties = {} }]) => {
    if (Type === 'AWS::Lambda::Permission') return permissionProblems(at, Properties);
    if (Type === 'AWS::Lex::ResourcePolicy') return policyProblems(at, Properties);
    return Type === 'AWS::Lex::BotAlias' ? aliasProblems(at, Properties) : [];
  });
