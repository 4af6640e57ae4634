/** The bucket of the pages, as far as the setup needs it. */
export type Bucket = {
  put(name: string, key: string, page: { readonly html: string; readonly lang: string }): Promise<void>;
  /** Takes everything out, so that CloudFormation can delete it. */
  empty(name: string): Promise<void>;
};

/** What is used of `@aws-sdk/client-s3`. Lambda's Node brings that package, so it is neither installed nor bundled. */
type S3 = {
  readonly S3: new (
    options: object,
  ) => {
    putObject(input: object): Promise<unknown>;
    deleteObjects(input: object): Promise<unknown>;
    listObjectVersions(input: object): Promise<{
      readonly Versions?: readonly Named[];
      readonly DeleteMarkers?: readonly Named[];
    }>;
  };
};
type Named = { readonly Key?: string; readonly VersionId?: string };

/** Opens S3 when it is first needed. */
export const openBucket = (
  load: () => Promise<S3> = () => import('@aws-sdk/client-s3' as string) as Promise<S3>,
): Bucket => {
  let opened: Promise<InstanceType<S3['S3']>> | null = null;
  const s3 = () => (opened ??= load().then((library) => new library.S3({ maxAttempts: 4 })));
  return {
    async put(Bucket, Key, { html, lang }) {
      const about = { ContentType: 'text/html; charset=utf-8', ContentLanguage: lang };
      await (await s3()).putObject({ Bucket, Key, Body: html, ...about });
    },
    async empty(Bucket) {
      for (;;) {
        const { Versions = [], DeleteMarkers = [] } = await (await s3()).listObjectVersions({ Bucket, MaxKeys: 1000 });
        const all = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
        if (all.length === 0) return;
        await (await s3()).deleteObjects({ Bucket, Delete: { Objects: all, Quiet: true } });
      }
    },
  };
};
