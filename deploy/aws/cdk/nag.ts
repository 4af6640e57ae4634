import { type App, type Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** Every rule of AwsSolutions that does not hold here, and why. */
export const acknowledged: Readonly<Record<string, string>> = {
  'AwsSolutions-COG1':
    'The password is a PIN that is keyed on a telephone: digits only. Its guard is our own lock schedule, ten tries in all.',
  'AwsSolutions-COG2':
    'Nobody signs in to anything with this pool; the second factor is the text to the number on file and the live call.',
  'AwsSolutions-COG8':
    'Threat protection needs the Plus tier; attempts, locks and spray guards are ours and come before Cognito is asked.',
  'AwsSolutions-APIG4':
    'The API is the authorization server itself: its endpoints authenticate by code, proof and token.',
  ...Object.fromEntries(
    [
      '*',
      '<ConnectInstanceArn>*',
      '<ConnectInstanceArn>/contact/*',
      '<PagesBucket.Arn>/*',
      'arn:<AWS::Partition>:connect:<AWS::Region>:<AWS::AccountId>:phone-number/*',
    ].map((what) => [`AwsSolutions-IAM5[Resource::${what}]`, 'Its reason is in the template, under WhyEverything.']),
  ),
  'AwsSolutions-SMG4':
    'The neighbours rotate these; a rotation of ours would not reach them. The keyring is rotated by voicegrant keys.',
  'AwsSolutions-S1': 'The bucket holds public pages that only CloudFront reads.',
  'AwsSolutions-CFR1': 'Callers travel.',
  'AwsSolutions-CFR2': 'A web ACL is the operator’s to choose and to pay; requests that reach us are limited by us.',
  'AwsSolutions-CFR3': 'An access log would keep addresses of callers; what they do is in the journal.',
  'AwsSolutions-CFR4': 'The certificate of cloudfront.net allows no other choice; a domain of one’s own does.',
};

/** Runs the rules of AwsSolutions over the stack; what is not acknowledged fails the synthesis. `bare` acknowledges nothing. */
export const nag = (app: App, stack: Stack, bare: boolean): void => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks());
  if (bare) return;
  for (const [id, reason] of Object.entries(acknowledged)) Validations.of(stack).acknowledge({ id, reason });
};
