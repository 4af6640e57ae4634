import type { Vocabulary } from './vocabulary.ts';

const people =
  '(?:person|human|human being|agent|operator|representative|advis[oe]r|somebody|someone|colleague|people)';

/** What is understood in English. */
export const en: Vocabulary = {
  numbers: {
    units: {
      zero: 0,
      oh: 0,
      o: 0,
      nought: 0,
      naught: 0,
      nil: 0,
      one: 1,
      two: 2,
      three: 3,
      four: 4,
      five: 5,
      six: 6,
      seven: 7,
      eight: 8,
      nine: 9,
      niner: 9,
    },
    teens: {
      ten: 10,
      eleven: 11,
      twelve: 12,
      thirteen: 13,
      fourteen: 14,
      fifteen: 15,
      sixteen: 16,
      seventeen: 17,
      eighteen: 18,
      nineteen: 19,
    },
    tens: { twenty: 20, thirty: 30, forty: 40, fourty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 },
    hundreds: {},
    hundred: 'hundred',
    thousand: 'thousand',
    and: 'and',
    repeats: { double: 2, triple: 3, treble: 3, quadruple: 4 },
    homophones: { won: 1, to: 2, too: 2, for: 4, fore: 4, ate: 8 },
  },
  fillers: new Set(
    'um uh er erm ah hm hmm mm like its it is the a well so okay ok please thanks thank you hello hi hey dash hyphen space hash pound'.split(
      ' ',
    ),
  ),
  stopWords: new Set(
    'i we im id ill ive you me my our your a an the to on in of for with at and or is it its be have has had am are was were want wanted wants would like need needs can could will shall may please thanks thank hello hi hey um uh er so well just help do does did this that there now today get'.split(
      ' ',
    ),
  ),
  secretWords: new Set('pin pins pincode secret password passcode'.split(' ')),
  choiceWords: new Set('option number choice press key choose take'.split(' ')),
  ordinals: { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, sixth: 6, seventh: 7, eighth: 8, ninth: 9 },
  wishes: {
    person: new RegExp(
      `^(?:(?:a|an|the) )?(?:real |live |actual )?(?:${people}|customer service|call cent(?:er|re))$` +
        `|\\b(?:speak|talk|chat|speaking|talking) (?:to|with) (?:.* )?${people}\\b|\\b(?:put me through|connect me|transfer me)\\b` +
        `|\\b(?:get|give|need|want) (?:me )?(?:to )?(?:a|an|the|some) (?:real |live |actual )?${people}$|\\b(?:real|live|actual) (?:person|human|agent)\\b`,
    ),
    help: /^(?:help|help me|i need help|i need some help|can you help me|what can i say|what can i do|what can you do|what do i do|what do i do now|what should i do|what now|what are my options|i dont understand|i do not understand|how does (?:this|it) work|im lost|im confused)$/,
    repeat:
      /^(?:repeat|again|pardon|pardon me|what|sorry|come again|excuse me)$|\b(?:repeat (?:that|it|them|please|the digits|the code|the numbers?)|say (?:that|it|them|the digits|the code|the numbers?) again|again slowly|one more time|once more|what did you say|what was that|what were (?:they|the digits|the numbers)|what are (?:they|the digits|the numbers)|what is the code|(?:didnt|did not|couldnt|could not) (?:hear|catch|get that|understand))\b|\bcan you repeat\b|\bi missed (?:that|it|them)\b/,
    start_over: /\b(?:start (?:over|again|afresh)|begin again|from the (?:beginning|start|top)|start from scratch)\b/,
    cancel:
      /^(?:cancel|stop|abort|never ?mind|forget it|leave it|quit|go back|back)$|\b(?:cancel (?:that|it|this|everything)|forget (?:about )?it|changed my mind|(?:dont|do not) want (?:this|that|it|to) ?(?:any ?more)?$|stop (?:that|it|this))/,
    goodbye:
      /^(?:goodbye|good bye|bye|bye bye|nothing|nothing else|no nothing else|(?:no )?thats all|(?:no )?that is all|(?:no )?thats it|hang up|the end|im done|we are done)$|\b(?:goodbye|bye bye|good bye|thats all|that is all|nothing else|hang up)\b/,
    resend:
      /\b(?:(?:re ?send|send (?:it|that|them|this|me|the|a|another|one)).*(?:again|text|link|message|one more|new one|another)|send it|resend|send again|new (?:text|link|message)|another (?:text|link|message)|(?:didnt|did not|havent|have not|hasnt|has not|never) (?:get|got|gotten|receive|received|come|came|arrive|arrived)(?: it| one| a text| any text| the text| a message| anything| the link| the message| any message| yet)*$|(?:no|nothing) (?:text|message|came|come|arrived|yet|has arrived|has come)|(?:got|have) nothing|where is (?:it|the text|the message|the link)|wheres (?:it|the text|the message|the link)|lost the (?:text|link|message)|deleted (?:it|the text|the link|the message)|try again)\b/,
    no_link:
      /\b(?:(?:cant|cannot|can not|couldnt|dont|do not|not able to|unable to|wont) (?:open|click|tap|press|use|follow|see) (?:.* )?(?:links?|it|page)|no (?:links?|smart ?phone|internet|mobile internet|web|browser)|(?:dont|do not|havent|have not) (?:have|got|own|use) (?:an? |any |got an? )?(?:smart ?phone|internet|mobile internet|data|web)|without (?:a |the |any )?(?:links?|smart ?phone)|(?:old|simple|basic|dumb) phone|not a smart ?phone|(?:links?|it|page) (?:doesnt|does not|wont|will not|isnt|is not) (?:open|work|working|opening|load|loading))\b/,
    english: /\b(?:english|ingles)\b/,
    spanish: /\b(?:spanish|espanol|castellano)\b/,
  },
  unsure:
    /\b(?:not sure|unsure|dont know|do not know|maybe|perhaps|wait|hold on|one moment|just a moment|a second|a minute|i think|i guess|if)\b/,
  no: /\b(?:no|nope|nah|wrong|incorrect|not|never|dont|do not|isnt|stop|cancel|negative|refuse|didnt|cant|wont)\b(?: (?:right|correct|ok|okay|true|agree|agreed|confirm|fine|do it|want|yet))?/g,
  yes: /\b(?:yes|yeah|yep|yup|yah|aye|sure|correct|go ahead|do it|confirm|confirmed|absolutely|of course|agreed|i agree|exactly|definitely|please do|certainly|thats right|that is right|all right|alright|thats fine|that is fine)\b|^(?:right|ok|okay|fine|good|perfect|please)(?: (?:right|ok|okay|fine|good|perfect|please))*$/,
  hints: {
    waiting: ['repeat', 'send it again', 'I cannot open links', 'cancel', 'help', 'speak to a person'],
    answer: ['yes', 'no', 'repeat', 'help'],
  },
};
