/** What JSON can hold; what the store keeps. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * One string for one value: members sorted, absent members left out, no white space (RFC 8785 for the values we use:
 * strings, booleans, null, safe integers, arrays, objects). For hashing and comparing.
 */
export const canonicalJson = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const object = value as Record<string, Json | undefined>;
    // One pass and one string: every row that is sealed comes through here.
    let members = '';
    for (const name of Object.keys(object).sort()) {
      const member = object[name];
      if (member === undefined) continue;
      members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`;
    }
    return `{${members}}`;
  }
  return JSON.stringify(value);
};
