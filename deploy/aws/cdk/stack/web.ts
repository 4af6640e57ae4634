import { Fn, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnApi, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  CfnDistribution,
  CfnFunction as CfnEdgeFunction,
  CfnOriginAccessControl,
  CfnResponseHeadersPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { createPages } from '../../../../src/page/index.ts';
import type { AnyTransaction } from '../../../../src/transaction/index.ts';
import { apiPaths } from '../../edge/api-paths.ts';
import { pagesFunction } from '../../edge/pages.ts';
import { account, functionArn, sub } from './words.ts';

/** CloudFront's own policies, by the ids that are the same in every account. */
const cachingOptimized = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const everythingButHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

/** Headers CloudFront has members of its own for; the rest are custom ones. */
const own = ['Content-Security-Policy', 'Referrer-Policy', 'X-Content-Type-Options', 'Strict-Transport-Security'];
const ofTheObject = ['Content-Type', 'Content-Language'];

const headersPolicy = (stack: Stack, id: string, headers: Readonly<Record<string, string>>, csp: string) =>
  new CfnResponseHeadersPolicy(stack, id, {
    responseHeadersPolicyConfig: {
      name: sub(`\${AWS::StackName}-${id}`),
      securityHeadersConfig: {
        contentSecurityPolicy: { contentSecurityPolicy: csp, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: 'DENY', override: true },
        referrerPolicy: { referrerPolicy: 'no-referrer', override: true },
        strictTransportSecurity: {
          accessControlMaxAgeSec: 63_072_000,
          includeSubdomains: true,
          preload: true,
          override: true,
        },
      },
      customHeadersConfig: {
        items: Object.entries(headers)
          .filter(([name]) => ![...own, ...ofTheObject].includes(name))
          .map(([header, value]) => ({ header, value, override: true })),
      },
    },
  });

const none = Fn.ref('AWS::NoValue');
/** One of two values, by whether the installation has a host of its own. */
const onOwnHost = (then: unknown, otherwise: unknown) => Fn.conditionIf('HasHost', then, otherwise) as never;

/** Page and API as ONE origin: pages from a bucket nobody else can read, everything else from the HTTP API behind it. */
export const addWeb = (
  stack: Stack,
  given: {
    readonly transactions: readonly AnyTransaction[];
    readonly firstLang: 'en' | 'es';
    readonly originSecret: string;
    readonly csp: { readonly page: string; readonly home: string };
  },
) => {
  const types = given.transactions.map(({ type }) => type);
  const api = new CfnApi(stack, 'Api', { name: sub('${AWS::StackName}'), protocolType: 'HTTP' });
  const integration = new CfnIntegration(stack, 'ApiIntegration', {
    apiId: api.ref,
    integrationType: 'AWS_PROXY',
    integrationUri: functionArn('web'),
    payloadFormatVersion: '2.0',
    timeoutInMillis: 15_000,
  });
  new CfnRoute(stack, 'ApiRoute', {
    apiId: api.ref,
    routeKey: '$default',
    target: sub('integrations/${Id}', { Id: integration.ref }),
  });
  const console$ = new CfnIntegration(stack, 'ConsoleIntegration', {
    apiId: api.ref,
    integrationType: 'AWS_PROXY',
    integrationUri: functionArn('console'),
    payloadFormatVersion: '2.0',
    timeoutInMillis: 15_000,
  });
  const ofConsole = ['/console', '/console/{proxy+}'].map(
    (path, n) =>
      new CfnRoute(stack, `ConsoleRoute${n}`, {
        apiId: api.ref,
        routeKey: `ANY ${path}`,
        target: sub('integrations/${Id}', { Id: console$.ref }),
      }),
  );
  const toConsole = new CfnPermission(stack, 'ApiInvokesConsole', {
    action: 'lambda:InvokeFunction',
    functionName: functionArn('console'),
    principal: 'apigateway.amazonaws.com',
    sourceAccount: account,
    sourceArn: sub('arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/$default/*/console*'),
  });
  toConsole.addOverride('DependsOn', ['ConsoleFunction']);
  for (const part of [console$, ...ofConsole, toConsole]) part.addOverride('Condition', 'HasConsole');
  const accessLog = new CfnLogGroup(stack, 'ApiLog', { retentionInDays: 30 });
  accessLog.applyRemovalPolicy(RemovalPolicy.DESTROY);
  new CfnStage(stack, 'ApiStage', {
    apiId: api.ref,
    stageName: '$default',
    autoDeploy: true,
    defaultRouteSettings: { throttlingBurstLimit: 200, throttlingRateLimit: 100 },
    accessLogSettings: {
      destinationArn: accessLog.attrArn,
      // Neither path nor query nor address: what a caller does is in the journal, not here.
      format:
        '{"id":"$context.requestId","status":"$context.status","ms":"$context.responseLatency","error":"$context.error.responseType"}',
    },
  });
  new CfnPermission(stack, 'ApiInvokesWeb', {
    action: 'lambda:InvokeFunction',
    functionName: functionArn('web'),
    principal: 'apigateway.amazonaws.com',
    sourceAccount: account,
    sourceArn: sub('arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/$default/$default'),
  }).addOverride('DependsOn', ['WebFunction']);

  const bucket = new CfnBucket(stack, 'PagesBucket', {
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    bucketEncryption: {
      serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    },
  });
  bucket.applyRemovalPolicy(RemovalPolicy.DESTROY);

  const control = new CfnOriginAccessControl(stack, 'PagesAccess', {
    originAccessControlConfig: {
      name: sub('${AWS::StackName}-pages'),
      originAccessControlOriginType: 's3',
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
    },
  });
  const edge = new CfnEdgeFunction(stack, 'PagesFunction', {
    name: sub('${AWS::StackName}-pages'),
    autoPublish: true,
    functionConfig: { comment: 'Chooses the page by transaction and language', runtime: 'cloudfront-js-2.0' },
    functionCode: pagesFunction(types, given.firstLang),
  });

  const sample = createPages({
    brand: { name: 'Brand', accent: '#1d4ed8' },
    host: 'localhost',
    transactions: given.transactions,
  });
  const headers = sample.home('en').headers;
  const pagePolicy = headersPolicy(stack, 'PageHeaders', headers, given.csp.page);
  const homePolicy = headersPolicy(stack, 'HomeHeaders', headers, given.csp.home);

  const page = (policy: CfnResponseHeadersPolicy) => ({
    targetOriginId: 'pages',
    viewerProtocolPolicy: 'redirect-to-https',
    allowedMethods: ['GET', 'HEAD'],
    compress: true,
    cachePolicyId: cachingOptimized,
    responseHeadersPolicyId: policy.ref,
    functionAssociations: [{ eventType: 'viewer-request', functionArn: edge.attrFunctionArn }],
  });
  const endpoint = (pathPattern: string) => ({
    pathPattern,
    targetOriginId: 'api',
    viewerProtocolPolicy: 'https-only',
    allowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
    compress: true,
    cachePolicyId: cachingDisabled,
    originRequestPolicyId: everythingButHost,
  });
  const distribution = new CfnDistribution(stack, 'Distribution', {
    distributionConfig: {
      enabled: true,
      comment: sub('${AWS::StackName}'),
      httpVersion: 'http2and3',
      ipv6Enabled: true,
      priceClass: 'PriceClass_100',
      aliases: onOwnHost([sub('${HostName}')], none),
      viewerCertificate: {
        acmCertificateArn: onOwnHost(
          sub('arn:${AWS::Partition}:acm:us-east-1:${AWS::AccountId}:certificate/${CertificateId}'),
          none,
        ),
        minimumProtocolVersion: onOwnHost('TLSv1.2_2021', none),
        sslSupportMethod: onOwnHost('sni-only', none),
        cloudFrontDefaultCertificate: onOwnHost(none, true),
      },
      origins: [
        {
          id: 'pages',
          domainName: bucket.attrRegionalDomainName,
          originAccessControlId: control.attrId,
          s3OriginConfig: { originAccessIdentity: '' },
        },
        {
          id: 'api',
          domainName: sub('${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}'),
          customOriginConfig: { originProtocolPolicy: 'https-only', originSslProtocols: ['TLSv1.2'] },
          originCustomHeaders: [{ headerName: 'x-origin-secret', headerValue: given.originSecret }],
        },
      ],
      // What is neither a page nor an endpoint ends in the function's own 404.
      defaultCacheBehavior: page(homePolicy),
      cacheBehaviors: [
        ...types.map((type) => ({ pathPattern: `/${type}`, ...page(pagePolicy) })),
        ...apiPaths.map(endpoint),
      ],
    },
  });
  new CfnBucketPolicy(stack, 'PagesBucketPolicy', {
    bucket: bucket.ref,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'CloudFront',
          Effect: 'Allow',
          Principal: { Service: 'cloudfront.amazonaws.com' },
          Action: 's3:GetObject',
          Resource: sub('${PagesBucket.Arn}/pages/*'),
          Condition: {
            StringEquals: {
              'AWS:SourceArn': sub('arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}'),
              'AWS:SourceAccount': account,
            },
          },
        },
        {
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [bucket.attrArn, sub('${PagesBucket.Arn}/*')],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  }).addMetadata('WhyEverything', 'The statement for everybody and everything denies what does not come over TLS.');
  return {
    api,
    bucket,
    distribution,
    host: Fn.conditionIf('HasHost', sub('${HostName}'), distribution.attrDomainName).toString(),
  };
};
