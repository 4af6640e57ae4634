// Takes the place of the AWS SDK's search for credentials in a bundle. Lambda gives them in the environment and nowhere else;
// the search through profiles, single sign-on, metadata services and processes would be a sixth of the code.
const must = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set; this bundle runs in AWS Lambda`);
  return value;
};

/** The name and the shape of `@aws-sdk/credential-provider-node`. Read anew each time it is asked. */
export const defaultProvider = () => async () => ({
  accessKeyId: must('AWS_ACCESS_KEY_ID'),
  secretAccessKey: must('AWS_SECRET_ACCESS_KEY'),
  ...(process.env.AWS_SESSION_TOKEN ? { sessionToken: process.env.AWS_SESSION_TOKEN } : {}),
});
