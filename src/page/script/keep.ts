/** What survives a reload: the code and the key that alone can redeem it. No digit, no token, nothing typed. */
export type Kept = { readonly code: string; readonly keys: CryptoKeyPair; readonly at: number };

/** Longer than any grant lives, so that a page that was never finished does not leave its code behind for good. */
const keepMs = 900_000;

const answered = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });

const store = async (): Promise<IDBObjectStore> => {
  const opening = indexedDB.open('voicegrant', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('kept', { keyPath: 'code' });
  return (await answered(opening)).transaction('kept', 'readwrite').objectStore('kept');
};

/** What is kept for a code; without a code, the newest. Whatever is too old is wiped on the way. */
export const find = async (code: string): Promise<Kept | undefined> => {
  const kept = await store();
  const all = await answered(kept.getAll() as IDBRequest<Kept[]>);
  const live = all.filter((one) => one.at > Date.now() - keepMs || !kept.delete(one.code));
  return code === '' ? live.sort((a, b) => b.at - a.at)[0] : live.find((one) => one.code === code);
};

/** The key pair of a code: made once, never extractable, the same in every tab. */
export const keysOf = async (code: string): Promise<CryptoKeyPair> => {
  const known = await find(code);
  if (known) return known.keys;
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const kept = await store();
  // Another tab may have been quicker; both must sign with one key or the second is refused.
  const earlier = await answered(kept.get(code) as IDBRequest<Kept | undefined>);
  if (earlier) return earlier.keys;
  await answered(kept.put({ code, keys, at: Date.now() } satisfies Kept));
  return keys;
};

/** Wipes the key and the code. */
export const forget = async (code: string): Promise<void> => {
  await answered((await store()).delete(code));
};
