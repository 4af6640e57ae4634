import { post } from './wire.ts';

/** What the server knows of the code, and of the call it belongs to. */
export type Status = {
  readonly state: 'unknown' | 'offered' | 'redeemed' | 'awaiting_confirmation' | 'consumed' | 'dead';
  readonly reason?: string;
  readonly call?: 'live' | 'ended';
  readonly expires_in?: number;
  readonly called_number?: string;
  readonly started_at?: number;
  readonly transaction?: string;
  readonly lang?: string;
  /** Only where the caller has to sign in before the digits. */
  readonly sign_in?: 'needed' | 'other_person' | 'done';
  readonly attempts_remaining?: number;
};

/** Reads the state of a code; changes nothing. @throws Lost */
export const readStatus = async (code: string): Promise<Status> => {
  const answer = await post('/offer/status', { 'pre-authorized_code': code });
  return answer.status === 200 ? (answer.body as Status) : { state: 'unknown' };
};
