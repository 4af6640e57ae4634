import { type CfnResource, Fn, type Stack } from 'aws-cdk-lib';

/** `Fn::Sub` of a text, with parameters and pseudo parameters inside. */
export const sub = (text: string, values?: Record<string, string>): string => Fn.sub(text, values);

/** The name of a function: fixed, so that the bot's alias can name it before it is there; the stack's own id keeps it apart. */
export const functionName = (name: string): string =>
  sub(`voicegrant-${name}-\${Id}`, { Id: Fn.select(2, Fn.split('/', sub('${AWS::StackId}'))) });
export const functionArn = (name: string): string =>
  sub('arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Name}', { Name: functionName(name) });

/** Writes down, in the template itself, why a resource has to name everything. A test refuses every `*` without one. */
export const because = (resource: CfnResource, reason: string): void => resource.addMetadata('WhyEverything', reason);

/** What the parts of the stack hand on to each other. */
export type Part = { readonly stack: Stack };

export const account = sub('${AWS::AccountId}');
export const instanceArn = sub('${ConnectInstanceArn}');
