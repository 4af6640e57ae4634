// The contract on the channel it compares with: what must pass if the suite is right. Twilio and Connect play every call
// file in test/journey.
import { connectHandset } from '../../tools/call/handset-line.ts';
import { channelContract } from './channel.ts';

channelContract('handset', async () => ({ environment: {}, connect: connectHandset, close: async () => {} }), {
  files: ['cancel-half-way.call', 'not-my-call.call'],
});
