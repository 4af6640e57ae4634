import { CannotDo } from './ports.ts';

/** What is typed into the provider's form; `cancel` presses its other button. */
export type LoginInput = { readonly username: string; readonly password: string } | 'cancel';

/** Cookies of one site, as a browser keeps them. */
export const createJar = () => {
  const kept = new Map<string, string>();
  return {
    kept,
    header: (): Record<string, string> =>
      kept.size === 0 ? {} : { cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; ') },
    take(answer: Response): void {
      for (const set of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === '') kept.delete(name);
        else kept.set(name, value);
      }
    },
  };
};

/**
 * A browser at the login provider: goes to `location`, fills in its one form, and follows it until it sends the browser back
 * to `home`. Answers that address. Knows nothing of ours. @throws CannotDo with what the provider said instead.
 */
export const logIn = async (location: string, input: LoginInput, home: string): Promise<string> => {
  const jar = createJar();
  let steps = 0;
  const go = async (url: string, body?: URLSearchParams): Promise<string> => {
    steps += 1;
    if (steps > 12) throw new CannotDo('the login goes round in circles');
    const asked = body === undefined ? {} : { method: 'POST', body };
    const answer = await fetch(url, { ...asked, headers: jar.header(), redirect: 'manual' });
    jar.take(answer);
    const next = answer.headers.get('location');
    if (next !== null) {
      const absolute = new URL(next, url).href;
      return absolute.startsWith(`${home}/`) ? absolute : go(absolute);
    }
    const html = await answer.text();
    const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1];
    if (action === undefined || body !== undefined) throw new CannotDo(`the login answered ${answer.status}`);
    const typed = input === 'cancel' ? { do: 'cancel' } : { ...input, do: 'login' };
    return go(new URL(action, url).href, new URLSearchParams(typed));
  };
  return go(location);
};
