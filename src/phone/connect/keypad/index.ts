// In: what Connect encrypted as it was keyed. Out: the keys as a secret, given to the call's conversation and nowhere else.
// A door of its own, so that only the one Lambda that holds the private key carries the means to use it.
// Must never: be imported by the flow's Lambda, the code hook or a server.
export { createKeypadDecryptor, type DecryptInput } from './decrypt.ts';
export { createKeypadHandler } from './verify.ts';
