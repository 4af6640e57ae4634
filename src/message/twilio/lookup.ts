import * as z from 'zod';
import type { E164 } from '#core';
import type { TextFault } from '#message';
import { type Access, ask, type Net } from './wire.ts';

/** What Lookup is asked about a number. */
export type Signal = 'line_type' | 'sim_swap' | 'call_forwarding';

const fields: Readonly<Record<Signal, string>> = {
  line_type: 'line_type_intelligence',
  sim_swap: 'sim_swap',
  call_forwarding: 'call_forwarding',
};

// Each package has an error code of its own: an answer with status 200 does not mean that the package answered.
const answered = z.literal(null).optional();
// The published description has `call_forwarding_enabled`, the pages of the documentation `call_forwarding_status`.
const said = z.union([z.boolean(), z.string(), z.null()]).optional();
const shape = z.looseObject({
  line_type_intelligence: z
    .looseObject({ error_code: answered, type: z.string().nullable() })
    .nullable()
    .optional()
    .catch(null),
  sim_swap: z
    .looseObject({ error_code: answered, last_sim_swap: z.looseObject({ swapped_in_period: z.boolean() }) })
    .nullable()
    .optional()
    .catch(null),
  call_forwarding: z
    .looseObject({ error_code: answered, call_forwarding_enabled: said, call_forwarding_status: said })
    .nullable()
    .optional()
    .catch(null),
});

const noTexts = new Set(['landline', 'tollFree', 'premium', 'sharedCost', 'uan', 'voicemail', 'pager']);

/**
 * Asks about a number before a text goes to it (Lookup v2): a reason not to send, or null. Silence, refusal and an
 * unanswered package are no reason: the signal is an extra, and a caller must not be stopped by its absence.
 */
export const lookUp = async (
  net: Net,
  access: Access,
  origin: string,
  signals: readonly Signal[],
  to: E164,
  ms: number,
): Promise<TextFault | null> => {
  const wanted = signals.map((signal) => fields[signal]).join(',');
  try {
    const url = `${origin}/v2/PhoneNumbers/${encodeURIComponent(to)}?Fields=${wanted}`;
    const { status, body } = await ask(net, access, { url }, ms);
    const found = shape.safeParse(body);
    if (status !== 200 || !found.success) return null;
    const { line_type_intelligence: line, sim_swap: swap, call_forwarding: forwarding } = found.data;
    if (line?.type != null && noTexts.has(line.type)) return 'not_mobile';
    if (swap?.last_sim_swap.swapped_in_period === true) return 'risk';
    const forwards = [forwarding?.call_forwarding_enabled, forwarding?.call_forwarding_status];
    if (forwards.some((one) => String(one) === 'true')) return 'risk';
    return null;
  } catch {
    return null;
  }
};
