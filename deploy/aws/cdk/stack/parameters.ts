import { CfnParameter, type CfnParameterProps, type Stack } from 'aws-cdk-lib';

type Group = { readonly label: string; readonly parameters: Readonly<Record<string, Given>> };
type Given = CfnParameterProps & { readonly label: string };

const secret = { type: 'String', noEcho: true } as const;
const text = { type: 'String' } as const;
const anyOrNone = (pattern: string) => `^(none|${pattern})$`;

/** Every parameter, in the groups of the original's template and two more. */
export const groups = [
  {
    label: 'Twilio',
    parameters: {
      TwilioAccountSid: { ...text, label: 'Account SID', allowedPattern: '^AC[0-9a-f]{32}$' },
      TwilioMessagingService: { ...text, label: 'Messaging service SID', allowedPattern: '^MG[0-9a-f]{32}$' },
      TwilioApiKeySid: { ...text, label: 'API key SID', allowedPattern: '^SK[0-9a-f]{32}$' },
      TwilioApiKeySecret: { ...secret, label: 'API key secret', allowedPattern: '^\\w{16,}$' },
      TwilioAuthToken: { ...secret, label: 'Auth token (verifies webhooks)', allowedPattern: '^\\w{16,}$' },
      TextCountries: {
        ...text,
        label: 'Dialling prefixes texts may go to',
        default: '+1',
        allowedPattern: '^\\+[1-9]\\d{0,6}(,\\+[1-9]\\d{0,6})*$',
      },
    },
  },
  {
    label: 'Frontend',
    parameters: {
      Brand: { ...text, label: 'Name callers know you by', minLength: 1, maxLength: 24 },
      BrandColour: { ...text, label: 'Colour of the page', default: '#1d4ed8', allowedPattern: '^#[0-9a-fA-F]{6}$' },
      HostName: {
        ...text,
        label: 'Host of your own for page and API, or none',
        default: 'none',
        // With the longest words a text is one segment up to here.
        maxLength: 40,
        allowedPattern: anyOrNone('([0-9a-z]([0-9a-z-]*[0-9a-z])?\\.)+[a-z]{2,}'),
      },
      CertificateId: {
        ...text,
        label: 'Certificate of that host in ACM, us-east-1 (the end of its ARN), or none',
        default: 'none',
        allowedPattern: anyOrNone('[0-9a-f-]{36}'),
      },
    },
  },
  {
    label: 'Backend',
    parameters: {
      AccountUrl: { ...text, label: 'Where the system of record takes orders', allowedPattern: '^https://.+$' },
      AccountToken: { ...secret, label: 'Bearer token for it', allowedPattern: '^[\\w.~+/=-]{16,}$' },
      ArtifactBucket: { ...text, label: 'Bucket with the zips, in this region', allowedPattern: '^[a-z0-9.-]{3,63}$' },
      ArtifactPrefix: {
        ...text,
        label: 'Folder of the zips in it',
        default: 'voicegrant/',
        allowedPattern: '^[\\w./-]*/$',
      },
    },
  },
  {
    label: 'Authentication',
    parameters: {
      SignOutEverywhere: {
        ...text,
        label: 'End every other session of the caller in the pool',
        default: 'on',
        allowedValues: ['on', 'off'],
      },
    },
  },
  {
    label: 'Lex bot',
    parameters: {
      BotName: { ...text, label: 'Name', default: 'Voicegrant', allowedPattern: '^([0-9a-zA-Z][_-]?){1,100}$' },
      PinBy: { ...text, label: 'How the PIN is taken', default: 'lex', allowedValues: ['lex', 'encrypted'] },
      KeypadCertificate: {
        ...text,
        label: 'Certificate for an encrypted PIN (PEM, \\n for line ends)',
        default: 'none',
      },
      KeypadPrivateKey: { ...secret, label: 'Its private key (PEM, \\n for line ends)', default: 'none' },
    },
  },
  {
    label: 'Amazon Connect',
    parameters: {
      ConnectInstanceArn: {
        ...text,
        label: 'Instance ARN',
        allowedPattern: '^arn:aws[\\w-]*:connect:[\\w-]+:\\d{12}:instance/[0-9a-f-]{36}$',
      },
      CalledNumber: { ...text, label: 'Number callers ring, E.164', allowedPattern: '^\\+[1-9]\\d{6,14}$' },
      PhoneNumberId: {
        ...text,
        label: 'Id of that number, to tie to the flow, or none',
        default: 'none',
        allowedPattern: anyOrNone('[0-9a-f-]{36}'),
      },
      QueueArn: {
        ...text,
        label: 'Queue for callers who want a person, or none',
        default: 'none',
        allowedPattern: anyOrNone('arn:aws[\\w-]*:connect:.+/queue/[0-9a-f-]{36}'),
      },
    },
  },
  {
    label: 'Options',
    parameters: {
      Profile: { ...text, label: 'Security profile', default: 'default', allowedValues: ['default', 'strict'] },
      OperatorsIssuer: {
        ...text,
        label: 'OpenID provider that operators log in at, for the console, or none',
        default: 'none',
        allowedPattern: anyOrNone('https://.+'),
      },
      OperatorsClientId: { ...text, label: 'Our client there', default: 'none', allowedPattern: '^[!-~]{1,200}$' },
      OperatorsClientSecret: { ...secret, label: 'Its secret', default: 'none' },
      OperatorsRole: {
        ...text,
        label: 'Role an operator must have',
        default: 'none',
        allowedPattern: '^[!-~]{1,100}$',
      },
      OperatorsRoleClaim: { ...text, label: 'Claim that lists roles', default: 'roles', maxLength: 200 },
      KeepData: {
        ...text,
        label: 'Refuse to delete table and user pool',
        default: 'yes',
        allowedValues: ['yes', 'no'],
      },
      AlarmTopicArn: {
        ...text,
        label: 'SNS topic for alarms, or none',
        default: 'none',
        allowedPattern: anyOrNone('arn:aws[\\w-]*:sns:.+'),
      },
      SmokeTest: {
        ...text,
        label: 'Make a Connect test case for the flow',
        default: 'no',
        allowedValues: ['yes', 'no'],
      },
    },
  },
] as const satisfies readonly Group[];

/** Puts the parameters, and how the console groups and labels them, into the stack. */
export const addParameters = (stack: Stack, pinLength: number): void => {
  const list: readonly Group[] = groups;
  // Where PINs are short there is one profile that admits them.
  const short = pinLength < 8 ? { Profile: { default: 'legacy-pin', allowedValues: ['legacy-pin'] } } : {};
  const instead: Readonly<Record<string, CfnParameterProps>> = short;
  for (const { parameters } of list) {
    for (const [name, { label, ...given }] of Object.entries(parameters)) {
      new CfnParameter(stack, name, { description: label, ...given, ...instead[name] });
    }
  }
  stack.templateOptions.metadata = {
    ...stack.templateOptions.metadata,
    'AWS::CloudFormation::Interface': {
      ParameterGroups: list.map(({ label, parameters }) => ({
        Label: { default: label },
        Parameters: Object.keys(parameters),
      })),
      ParameterLabels: Object.fromEntries(
        list.flatMap(({ parameters }) =>
          Object.entries(parameters).map(([name, { label }]) => [name, { default: label }]),
        ),
      ),
    },
  };
};
