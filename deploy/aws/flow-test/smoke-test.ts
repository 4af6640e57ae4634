// Why this exists: Connect can ring a flow by itself. This is the least that shows a deployment to be whole (the number's flow,
// its Lambda, the table): the bot greets. Connect's testing language, version 2025-06-21; what it cannot do is read a text.
export const smokeTest = {
  Version: '2025-06-21',
  Metadata: {},
  Observations: [
    {
      Identifier: 'greeted',
      Event: {
        Identifier: 'greeting',
        Type: 'MessageReceived',
        Actor: 'System',
        Properties: { Text: 'welcome', MatchingCriteria: 'Similarity' },
      },
      Usage: { Type: 'EXACTLY' },
      Actions: [
        {
          Identifier: 'hang-up',
          Type: 'SendInstruction',
          Parameters: {
            ActionType: 'SendInstruction',
            Actor: 'Customer',
            Instruction: { Type: 'Disconnect', Properties: {} },
          },
          Transitions: { NextAction: '' },
        },
      ],
      Transitions: { NextObservations: [] },
    },
  ],
} as const;
