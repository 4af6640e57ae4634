import { type After, doing, run, untilAnswered } from './attempt.ts';
import { announce } from './bar.ts';
import { detailsForm } from './details-form.ts';
import { say } from './element.ts';
import { done, end, explain, refuseBy, unsupported } from './ends.ts';
import { link } from './link.ts';
import { buttonsOf, formOf, lastButton, paragraph, showScreen } from './screens.ts';
import { transaction, words } from './told.ts';
import { type Answer, transact } from './wire.ts';

/** The form of the transaction, for the account that is named by its last figures. */
export const showDetails = (ending: string): void => {
  const problems = (n: number): void => announce(say(n === 1 ? words.one_problem : words.problems, { n }));
  const form = formOf(1, () => {
    if (doing.busy) return;
    const wrong = details.check();
    if (wrong > 0) {
      problems(wrong);
      return;
    }
    link.body = JSON.stringify(details.values());
    const order = async (): Promise<After> => {
      const answer = await sendDetails();
      if (answer.status === 202) return () => showWaiting(details.summary());
      if (answer.status !== 422) return settle(answer);
      return () => {
        const named = details.refuse((answer.body['errors'] ?? []) as []);
        if (named > 0) problems(named);
        else end('failed');
      };
    };
    void run(send, order, unsupported).then(details.relabel);
  });
  const [send, cancel] = buttonsOf(form);
  const details = detailsForm(told, form, send);
  const account = form.querySelector('.account')!;
  if (ending) account.textContent = say(words.account, { ending });
  else account.remove();
  refuseBy(cancel, 'declined');
  showScreen('form', transaction.question, form);
};

/** Sends the details; the same bytes again after every lost answer. */
export const sendDetails = (): Promise<Answer> =>
  untilAnswered(() => transact(transaction.type, link.body ?? '', link.token ?? '', link.keys as CryptoKeyPair));

/** What an answer to the details means when it is neither a field's fault nor a wait. */
export const settle = async ({ status, body }: Answer): Promise<After> => {
  if (status === 201) return () => done(String(body['message'] ?? ''), String(body['reference'] ?? ''));
  if (body['code'] === 'confirmation_refused') return () => end('refused');
  return body['code'] === 'transaction_failed' ? () => end('failed') : explain('failed');
};

/** Until the yes on the phone: what is being read out there, to be read along here. */
export const showWaiting = (summary?: Node): void => {
  const [actions, cancel] = lastButton(words.cancel);
  refuseBy(cancel, 'declined');
  showScreen('waiting', words.waiting_title, paragraph(words.waiting), summary ?? '', actions);
};
