// In: an operation of an AWS service and its input. Out: the service's answer, or its error under the service's own name.
// What the SDK clients would bring and we use: a signature (SigV4), an address, bytes as base64, a limit in time, a second try.
// Must never: put an answer or a credential into an error, or repeat a request that its caller did not say may be repeated.
export { AwsError } from './failure.ts';
export type { Access, Ask, AwsPorts, Patience } from './requests.ts';
export { createAws } from './requests.ts';
export type { Credentials } from './sign.ts';
