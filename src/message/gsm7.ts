// The alphabet of a text message that costs one segment: 160 septets (3GPP TS 23.038 §6.2.1).
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extended = new Set('^{}\\[~]|€\f');

/** How many septets a text takes, or null when a character would turn the whole text to UCS-2. */
export const septets = (text: string): number | null => {
  let count = 0;
  for (const character of text) {
    if (basic.has(character)) count += 1;
    else if (extended.has(character)) count += 2;
    else return null;
  }
  return count;
};

/** Segments a text is billed as: 160 septets in one, 153 in each of several; 70 and 67 characters once it is UCS-2. */
export const segments = (text: string): number => {
  const count = septets(text);
  if (count !== null) return count <= 160 ? 1 : Math.ceil(count / 153);
  return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
};
