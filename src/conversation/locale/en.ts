import type { Fill, Locale } from './locale.ts';

const number = ({ ending }: Fill) => (ending === '' ? 'the number we have for you' : `your number ending in ${ending}`);

/** What the bot says in English. */
export const en: Locale = {
  welcome: ({ brand }) =>
    `Hello, and welcome to ${brand}. First I will ask for your user ID and your PIN. Para español, diga: español.`,
  welcome_sign_in: ({ brand }) =>
    `Hello, and welcome to ${brand}. First I will ask for your user ID. Later you will sign in on your own phone. Para español, diga: español.`,
  ask_id: 'Please say your user ID, one digit at a time. Or key it in, and then press the hash key.',
  ask_pin: ({ length }) =>
    length > 0
      ? `Now please key in your PIN on your phone. It has ${length} digits.`
      : 'Now please key in your PIN on your phone, and then press the hash key.',
  pin_by_keypad: 'To keep your PIN safe, please do not say it aloud. Key it in on your phone.',
  id_not_understood:
    'I did not get that. Please give me only your user ID, digit by digit. You can also key it in, and then press the hash key.',
  pin_not_understood:
    'That does not look like a complete PIN. Please key it in again. If you slip, press star and start over.',
  wrong_id_or_pin: 'That user ID and PIN do not go together. Let us try once more.',
  too_many_wrong:
    'I am sorry, I could not check who you are, so I have to end this call. Please find your user ID and PIN, and call us again. Goodbye.',
  cannot_verify: 'I am sorry, I cannot check your PIN at the moment.',
  verified: 'Thank you. That is correct.',
  sign_in_first:
    'Thank you. You will sign in on your own phone, with the login you always use. Never tell your password to anybody on a call.',
  sign_in_text:
    'If we know that user ID, a text is on its way to the mobile number we have for it. Please open the link in it and sign in there. Then I will tell you six digits. I will wait here.',
  signed_in: 'Thank you. I can see that you have signed in.',
  ask_intent: 'What would you like to do? Say it in your own words, or say help to hear what I can do.',
  ask_intent_again: 'What would you like to do instead?',
  intents: ({ offers }) =>
    offers.length === 0
      ? 'You can say: speak to a person.'
      : `${offers.map(({ key, offer }) => `To ${offer}, press ${key}.`).join(' ')} You can also just say it. For a person, press 0.`,
  intent_not_understood: 'I am sorry, I did not understand what you would like to do.',
  text_sent: (fill) => `I have just sent a text to ${number(fill)}. Please open the link in it.`,
  text_trying: (fill) => `I am sending a text to ${number(fill)}. It is taking a little longer than usual.`,
  digits: ({ digits }) => (digits === null ? null : `Your six digits are ${digits}. Again: ${digits}.`),
  digits_only_there: ({ host }) =>
    `Type the six digits only on the page at ${host}. Never tell them to anybody, not even to us. I will wait here.`,
  page_code: ({ pageCode, host }) =>
    pageCode === null
      ? null
      : `On a computer or phone, go to ${host}. There, type this page code: ${pageCode}. Again: ${pageCode}.`,
  text_has_digits: (fill) =>
    `I have just sent a text with six digits to ${number(fill)}. The page will ask you for them.`,
  no_number: 'I am sorry, we have no mobile number for you that I can send a text to.',
  too_many_texts: 'I am sorry, we have already sent you as many texts as we may for now.',
  text_failed: 'I am sorry, the text could not be sent to your number.',
  text_opted_out:
    'I am sorry, your number has asked for no more texts from us. To get them again, text the word START to the number they came from.',
  text_not_mobile: 'I am sorry, the number we have for you cannot get texts.',
  text_unreachable: 'I am sorry, our text could not reach your phone. Please check that it is on and has a signal.',
  not_allowed: 'I am sorry, I cannot do that for you on this call.',
  too_many_attempts: 'I am sorry, wrong digits were typed too many times on this call.',
  waiting: 'Take your time, I will wait. Say repeat to hear me again, or say help.',
  still_here: 'I am still here. Take your time.',
  link_opened: ({ byVoice }) => `I can see you have opened the ${byVoice ? 'page' : 'link'}.`,
  digits_wrong: ({ left, byVoice }) => {
    const tries = left === 1 ? ' You have one try left.' : left > 1 ? ` You have ${left} tries left.` : '';
    return byVoice
      ? `Those are not the six digits from our text.${tries} Please look at the newest text.`
      : `Those are not the digits from this call.${tries} Say repeat to hear them again.`;
  },
  digits_right: 'The digits are right. Now please fill in the details on the page.',
  details_sent: 'Thank you, I have your details. One moment, please.',
  attempts_spent: 'The digits were wrong too often, so that link no longer works.',
  grant_expired: 'The time for that link is over, so it no longer works.',
  link_lapsed: 'That link no longer works.',
  offer_again: 'For a new text, say: send it again, or press 1. To stop, say cancel, or press 2.',
  disowned:
    'Somebody pressed: I did not make this call. To protect the account, I have stopped, and that link no longer works.',
  declined: 'I can see you have cancelled on the page. That link no longer works.',
  locked_meanwhile: 'I am sorry, I cannot go on with this call. Please call us again later. Goodbye.',
  readback: ({ readback }) =>
    readback === null
      ? null
      : `Please listen carefully. You asked us to ${readback.replace(/[.?\s]+$/, '')}. Is that right? Say yes, or press 1. Say no, or press 2.`,
  readback_not_understood:
    'Please say yes, or press 1, if that was right. Say no, or press 2, if it was not. Say repeat to hear it again.',
  one_moment: 'Thank you. One moment, please.',
  done: ({ done }) => (done === null ? 'That is done.' : `${done}.`),
  not_done: 'I am sorry, that did not work. Nothing was changed.',
  refused_by_you: 'All right. Nothing was changed.',
  anything_else: 'Is there anything else I can do for you?',
  cancelled: 'All right, I have cancelled that.',
  start_over: 'All right, let us start again.',
  help_id:
    'Your user ID is the number you use to sign in with us. Say it one digit at a time, or key it in. To speak to a person, just say so.',
  help_pin:
    'Your PIN is the secret number that goes with your user ID. Key it in, so that nobody can hear it. If you slip, press star and start over.',
  help_intent: 'This is what I can do for you.',
  help_waiting: ({ byVoice, host }) =>
    byVoice
      ? `Go to ${host}, type the page code I told you, and then the six digits from the text. Say repeat to hear the page code again. Say cancel to stop. For a person, press 0.`
      : 'Look for our text on your mobile, and open the link in it. Then type the six digits I told you. Say repeat to hear them again. Say send it again for a new text. If you cannot open links, say: no link. Say cancel to stop. For a person, press 0.',
  help_sign_in:
    'Look for our text on your mobile, open the link in it, and sign in there with the login you always use. If no text comes, say: send it again. Say cancel to stop. For a person, press 0.',
  help_readback: 'Nothing is changed until you say yes. Listen, and say no if anything is wrong.',
  transfer: 'I will put you through to a person. Please stay on the line.',
  not_heard: 'I am sorry, I did not hear anything.',
  not_heard_end: 'I am sorry, I still cannot hear you. Please call us again. Goodbye.',
  unavailable: 'I am sorry, that is not possible at the moment.',
  goodbye: 'Thank you for calling. Goodbye.',
};
