// Why this exists: four things CloudFormation cannot do itself. It makes the keyring, tells the pages' policy, writes the pages
// to their bucket, and ties the telephone number to the flow; on deletion it takes back the last two.
import { openAws } from '../../../src/host/lambda/aws.ts';
import { openBucket } from './bucket.ts';
import { type Change, carryOut } from './carry-out.ts';

/** A request of CloudFormation to a custom resource. */
type Request = Change & {
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
};

/** Answers CloudFormation at the address it gave, whatever happens: a resource that never answers blocks a stack for hours. */
export const handler = async (request: Request): Promise<void> => {
  const { StackId, RequestId, LogicalResourceId } = request;
  const physical = request.PhysicalResourceId ?? `voicegrant-${LogicalResourceId}`;
  const about = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: physical };
  const answer = await carryOut({ aws: openAws(), bucket: openBucket() }, request).then(
    (Data) => ({ ...about, Status: 'SUCCESS', Data }),
    (error: unknown) => ({ ...about, Status: 'FAILED', Reason: `${LogicalResourceId}: ${nameOf(error)}` }),
  );
  await fetch(request.ResponseURL, { method: 'PUT', body: JSON.stringify(answer), redirect: 'error' });
};

/** The name alone: a message of an SDK may quote what it was given. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Error');
