import type { Stack } from 'aws-cdk-lib';
import { CfnAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { functionName, sub } from './words.ts';

type Metric = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
};

const lambda = (name: string, metric: string): Metric => ({
  namespace: 'AWS/Lambda',
  name: metric,
  dimensions: { FunctionName: functionName(name) },
});

/** Alarms for what somebody has to act upon, and one dashboard that shows a call from the ring to the page. */
export const addWatch = (stack: Stack, given: { readonly apiId: string; readonly table: string }): void => {
  const api = (name: string): Metric => ({ namespace: 'AWS/ApiGateway', name, dimensions: { ApiId: given.apiId } });
  const table = (name: string): Metric => ({ namespace: 'AWS/DynamoDB', name, dimensions: { TableName: given.table } });
  const alarm = (
    id: string,
    says: string,
    metric: Metric,
    when: { readonly over: number; readonly minutes: number } | { readonly under: number; readonly minutes: number },
    onlyIf?: string,
  ): void => {
    const made = new CfnAlarm(stack, id, {
      alarmDescription: says,
      namespace: metric.namespace,
      metricName: metric.name,
      dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({ name, value })),
      statistic: 'Sum',
      period: 60,
      evaluationPeriods: when.minutes,
      threshold: 'over' in when ? when.over : when.under,
      comparisonOperator: 'over' in when ? 'GreaterThanThreshold' : 'LessThanThreshold',
      treatMissingData: 'over' in when ? 'notBreaching' : 'breaching',
    });
    made.addPropertyOverride('AlarmActions', {
      'Fn::If': ['HasAlarmTopic', [{ Ref: 'AlarmTopicArn' }], { Ref: 'AWS::NoValue' }],
    });
    if (onlyIf !== undefined) made.addOverride('Condition', onlyIf);
  };
  alarm('VoiceFails', 'Callers hear an apology, or forged events arrive', lambda('voice', 'Errors'), {
    over: 0,
    minutes: 1,
  });
  alarm('VoiceThrottled', 'More calls than the account’s Lambda concurrency', lambda('voice', 'Throttles'), {
    over: 0,
    minutes: 1,
  });
  alarm(
    'KeypadFails',
    'PINs that are keyed cannot be read',
    lambda('keypad', 'Errors'),
    { over: 0, minutes: 1 },
    'KeypadEncrypted',
  );
  alarm('WebFails', 'Pages get no answer', lambda('web', 'Errors'), { over: 0, minutes: 1 });
  alarm('ApiFails', 'The HTTP API answers with server errors', api('5xx'), { over: 2, minutes: 2 });
  alarm('EventsFail', 'Hang-ups are learned from the lease alone', lambda('events', 'Errors'), { over: 0, minutes: 3 });
  alarm('SweepFails', 'Checkpoints are not made', lambda('sweep', 'Errors'), { over: 0, minutes: 5 });
  alarm('SweepStopped', 'The minute’s chores have not run', lambda('sweep', 'Invocations'), { under: 1, minutes: 10 });
  alarm('TableThrottled', 'The table turns requests away', table('ThrottledRequests'), { over: 0, minutes: 2 });

  const line = (metric: Metric, stat: string): readonly unknown[] => [
    metric.namespace,
    metric.name,
    ...Object.entries(metric.dimensions).flat(),
    { stat },
  ];
  const widget = (title: string, metrics: readonly (readonly unknown[])[], x: number, y: number) => ({
    type: 'metric',
    ...{ x, y, width: 12, height: 6 },
    properties: { title, metrics, region: sub('${AWS::Region}'), period: 60, view: 'timeSeries' },
  });
  const names = ['voice', 'web', 'events', 'sweep'];
  new CfnDashboard(stack, 'Dashboard', {
    dashboardName: sub('${AWS::StackName}'),
    dashboardBody: stack.toJsonString({
      widgets: [
        widget(
          'Turns and requests',
          ['voice', 'web'].map((name) => line(lambda(name, 'Invocations'), 'Sum')),
          0,
          0,
        ),
        widget(
          'Errors',
          names.map((name) => line(lambda(name, 'Errors'), 'Sum')),
          12,
          0,
        ),
        widget(
          'Time of a turn (ms, p99)',
          ['voice', 'web'].map((name) => line(lambda(name, 'Duration'), 'p99')),
          0,
          6,
        ),
        widget('API', [line(api('4xx'), 'Sum'), line(api('5xx'), 'Sum')], 12, 6),
      ],
    }),
  });
};
