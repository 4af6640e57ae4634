/** The intents of the bot beside one for each transaction, by what they are for. The generator and the hook use the same. */
export const intentNames = {
  identify: 'Identify',
  answerYes: 'AnswerYes',
  answerNo: 'AnswerNo',
  help: 'AskForHelp',
  person: 'AskForPerson',
  fallback: 'FallbackIntent',
} as const;

/** The slots of {@link intentNames}.identify. */
export const slotNames = { userId: 'UserId', pin: 'Pin' } as const;
