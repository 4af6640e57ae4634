import { AwsError, createAws } from '#aws';
import { Secret } from '#core';

const must = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new AwsError('CredentialsProviderError', 0);
  return value;
};

/** AWS as this function may use it. Lambda gives region and credentials in the environment and nowhere else. */
export const openAws = () =>
  createAws(
    {
      region: must('AWS_REGION'),
      endpoint: process.env.AWS_ENDPOINT_URL ?? null,
      credentials: () => ({
        accessKeyId: must('AWS_ACCESS_KEY_ID'),
        secretAccessKey: new Secret(must('AWS_SECRET_ACCESS_KEY')),
        sessionToken: process.env.AWS_SESSION_TOKEN ?? null,
      }),
    },
    {
      fetch: (...given) => globalThis.fetch(...given),
      abortAfter: (ms) => AbortSignal.timeout(ms),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      instant: () => new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
    },
  );

/** How AWS is asked here. */
export type Aws = ReturnType<typeof openAws>;

/** How long a neighbour at AWS may take: a caller waits on the line, and Connect gives a Lambda eight seconds in all. */
export const impatient = { answerMs: 1500, tries: 2 } as const;
