/** The alphabet of a one-segment text without the characters that cost two (3GPP TS 23.038 §6.2.1), as far as names use it. */
const gsm7 = /^[A-Za-z0-9 .,&'()+!/\-ÄÖÑÜäöñüàéèùìòÅåÆæØøßÉ]+$/;

/** What is wrong with a brand, or null. It opens every text, so it must not turn one segment into three. */
export const brandProblem = (brand: string): string | null => {
  if (brand.length > 24) return 'must have at most 24 characters, so that a text fits one message';
  if (brand.trim() !== brand || !gsm7.test(brand)) return 'must be made of letters and signs a plain text message has';
  return null;
};

/** What is wrong with the brand's colour, or null: white words stand on it, so it must be dark enough (WCAG 2.2 SC 1.4.3). */
export const colourProblem = (colour: string): string | null => {
  if (!/^#[0-9a-f]{6}$/.test(colour)) return 'must be a colour such as #1d4ed8, in lower case';
  if (contrastWithWhite(colour) >= 4.5) return null;
  return `must be darker, so that white words on it have a contrast of 4.5; the nearest that passes is ${darkened(colour)}`;
};

const contrastWithWhite = (colour: string): number => 1.05 / (luminance(colour) + 0.05);

const darkened = (colour: string): string => {
  for (let share = 0.99; ; share -= 0.01) {
    const parts = [1, 3, 5].map((at) => Math.floor(Number.parseInt(colour.slice(at, at + 2), 16) * share));
    const darker = `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    if (contrastWithWhite(darker) >= 4.5) return darker;
  }
};

const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
