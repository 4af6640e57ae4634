/** One thing that is wrong: the rule by name, where, and what to do about it in one sentence. */
export type Problem = { readonly rule: string; readonly at: string; readonly says: string };

export const problem = (rule: string, at: string, says: string): Problem => ({ rule, at, says });
