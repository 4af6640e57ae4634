import type { Page } from 'playwright-core';
import type { FakeGrant, FakeServer } from './fake-server.ts';

type Lang = 'en' | 'es';
type Arrival = { readonly page: Page; readonly server: FakeServer; readonly lang: Lang };

/** Opens a new grant's link and waits until the page knows the call. */
export const open = async (
  { page, server, lang }: Arrival,
  options: Partial<FakeGrant> & { noLink?: boolean } = {},
) => {
  const grant = server.offer({ lang, ...options });
  await page.goto(grant.link);
  return grant;
};

/** Waits for a screen. */
export const screen = (page: Page, name: string): Promise<void> =>
  page.locator(`main[data-screen="${name}"]`).waitFor();

/** Types digits and presses Continue. */
export const typeDigits = async (page: Page, digits: string): Promise<void> => {
  await page.locator('#digits').fill(digits);
  await page.locator('button.main').click();
};

/** To the form of a grant, with the right digits. */
export const toForm = async (arrival: Arrival, options: Partial<FakeGrant> = {}) => {
  const grant = await open(arrival, options);
  await screen(arrival.page, 'start');
  await typeDigits(arrival.page, grant.digits);
  await screen(arrival.page, 'form');
  return grant;
};

/** Fills in the form of the grant's transaction. */
export const fillForm = async (page: Page, type = 'add_user'): Promise<void> => {
  const details: Record<string, Record<string, string>> = {
    add_user: { given_name: 'Anna', family_name: 'Ortiz', birthdate: '12 4 1988' },
    change_address: { street: '1 High Street', postal_code: 'SW1A 1AA', locality: 'London' },
    add_payee: { payee_name: 'Eva Ruiz', iban: 'es91 2100 0418 4502 0005 1332' },
  };
  for (const [name, value] of Object.entries(details[type] ?? {})) await page.locator(`[name="${name}"]`).fill(value);
  if (type === 'add_user') await page.locator('[value=spouse]').check();
  if (type === 'change_address') await page.locator('select').selectOption('GB');
};

const ended =
  (name: string, options: Partial<FakeGrant>) =>
  async (arrival: Arrival): Promise<void> => {
    await open(arrival, options);
    await screen(arrival.page, name);
  };

const dead = (reason: string, name = reason) => ended(name, { state: 'dead', reason });

const atPath =
  (path: string, name: string, hash = '') =>
  async ({ page, server, lang }: Arrival) => {
    await page.goto(`${server.origin}${path}?lang=${lang}${hash}`);
    await screen(page, name);
  };

/** Every state of the caller's page, and the shortest way a person gets there. */
export const states: Readonly<Record<string, (arrival: Arrival) => Promise<void>>> = {
  start: async (arrival) => {
    await open(arrival);
    await arrival.page.getByText('555').waitFor();
  },
  'digits incomplete': async (arrival) => {
    await open(arrival);
    await typeDigits(arrival.page, '482');
    await arrival.page.locator('.error:visible').waitFor();
  },
  'digits wrong': async (arrival) => {
    await open(arrival, { attempts: 4 });
    await typeDigits(arrival.page, '000000');
    await arrival.page.locator('.error:visible').waitFor();
  },
  'one try left': async (arrival) => {
    await open(arrival, { attempts: 2 });
    await typeDigits(arrival.page, '000000');
    await arrival.page.locator('.error:visible').waitFor();
  },
  'last try spent': async (arrival) => {
    await open(arrival, { attempts: 1 });
    await typeDigits(arrival.page, '000000');
    await screen(arrival.page, 'attempts_spent');
  },
  'digits from the text': async (arrival) => {
    await open(arrival, { noLink: true });
    await arrival.page.getByText('555').waitFor();
  },
  reloaded: async (arrival) => {
    await toForm(arrival);
    await arrival.page.reload();
    await screen(arrival.page, 'start');
    await arrival.page.getByText('555').waitFor();
  },
  'form add_user': async (arrival) => {
    await toForm(arrival);
  },
  'form change_address': async (arrival) => {
    await toForm(arrival, { type: 'change_address' });
  },
  'form add_payee': async (arrival) => {
    await toForm(arrival, { type: 'add_payee' });
  },
  'form with errors': async (arrival) => {
    await toForm(arrival);
    await arrival.page.locator('[name=family_name]').fill('Ortiz <4>');
    await arrival.page.locator('[name=birthdate]').fill('31.2.1988');
    await arrival.page.locator('button.main').click();
    await arrival.page.locator('#e-relationship:visible').waitFor();
  },
  'refused fields': async (arrival) => {
    const grant = await toForm(arrival);
    grant.refusal = { status: 422, body: { code: 'invalid_input', errors: [{ field: 'birthdate', code: 'custom' }] } };
    await fillForm(arrival.page);
    await arrival.page.locator('button.main').click();
    await arrival.page.locator('#e-birthdate:visible').waitFor();
  },
  'form filled': async (arrival) => {
    await toForm(arrival);
    await fillForm(arrival.page);
  },
  'no connection': async (arrival) => {
    await toForm(arrival);
    await fillForm(arrival.page);
    await arrival.page.context().setOffline(true);
    await arrival.page.locator('button.main').click();
    await arrival.page.locator('.notice:not(:empty)').waitFor();
  },
  waiting: async (arrival) => {
    await toForm(arrival, { type: 'add_payee' });
    await fillForm(arrival.page, 'add_payee');
    await arrival.page.locator('button.main').click();
    await screen(arrival.page, 'waiting');
  },
  done: async (arrival) => {
    await toForm(arrival);
    await fillForm(arrival.page);
    await arrival.page.locator('button.main').click();
    await screen(arrival.page, 'done');
  },
  failed: async (arrival) => {
    const grant = await toForm(arrival);
    grant.refusal = { status: 409, body: { code: 'transaction_failed' } };
    await fillForm(arrival.page);
    await arrival.page.locator('button.main').click();
    await screen(arrival.page, 'failed');
  },
  disowned: async (arrival) => {
    await open(arrival);
    await arrival.page.locator('button:not(.main)').click();
    await screen(arrival.page, 'disowned');
  },
  declined: async (arrival) => {
    await toForm(arrival);
    await arrival.page.locator('.actions button:not(.main)').click();
    await screen(arrival.page, 'declined');
  },
  'call ended': ended('ended', { call: 'ended' }),
  'hung up': dead('hung_up', 'ended'),
  expired: dead('expired'),
  replaced: dead('replaced'),
  locked: dead('locked'),
  cancelled: dead('cancelled'),
  refused: ended('refused', { state: 'dead', reason: 'refused', type: 'add_payee' }),
  'already done': ended('already', { state: 'consumed' }),
  'used elsewhere': ended('used', { state: 'redeemed', jkt: 'another' }),
  'unknown code': atPath('/add_user', 'unknown', `#${'A'.repeat(43)}`),
  'link cut off': atPath('/add_user', 'incomplete'),
  unsupported: async (arrival) => {
    await arrival.page.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }));
    await open(arrival);
    await screen(arrival.page, 'unsupported');
  },
  home: atPath('/', 'home'),
  'home wrong': async (arrival) => {
    await atPath('/', 'home')(arrival);
    await typeDigits(arrival.page, '99999999');
    await arrival.page.locator('.error:visible').waitFor();
  },
};
