import type { Told } from '../page-data.ts';
import type { Status } from './status.ts';

/** Goes to the page of a code's own transaction and language, when this is another one; answers whether it does. */
export const elsewhere = (here: Told, { transaction = '', lang = here.lang }: Status, code: string): boolean => {
  const same = lang === here.lang || location.search.includes(lang);
  if (!/^[a-z]\w+$/.test(transaction) || !/^\w+$/.test(lang) || (transaction === here.transaction?.type && same))
    return false;
  location.replace(`/${transaction}?lang=${lang}#${code}`);
  return true;
};
