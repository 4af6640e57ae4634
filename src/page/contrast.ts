/** The two grounds the page is drawn on; text sits on them, and their colour is the text on a filled button. */
export const grounds = { light: '#ffffff', dark: '#14181c' } as const;

/** WCAG 2.2 success criterion 1.4.3: ordinary text against its background. */
const enough = 4.5;

const channels = (colour: string): [number, number, number] => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  return [r, g, b];
};
const toLinear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const fromLinear = (c: number): number => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

const luminance = (colour: string): number => {
  const [r, g, b] = channels(colour).map(toLinear) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** Contrast ratio of two `#rrggbb` colours by WCAG 2.2: 1 to 21. */
export const contrast = (one: string, other: string): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

// Oklab keeps the hue while the lightness moves, so the answer still looks like the brand.
const toOklab = (colour: string): [number, number, number] => {
  const [r, g, b] = channels(colour).map(toLinear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
};
const fromOklab = (lightness: number, a: number, b: number): string => {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const hex = linear.map((c) =>
    Math.round(255 * fromLinear(Math.min(1, Math.max(0, c))))
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${hex.join('')}`;
};

/** The colour nearest to `colour` in lightness, of the same hue, that has 4.5:1 against `ground`; itself when it passes. */
export const nearestReadable = (colour: string, ground: string): string => {
  if (contrast(colour, ground) >= enough) return colour;
  const [lightness, a, b] = toOklab(colour);
  const away = luminance(ground) > 0.18 ? -1 : 1;
  for (let step = 1; step <= 1000; step += 1) {
    const moved = lightness + (away * step) / 1000;
    if (moved < 0 || moved > 1) break;
    const candidate = fromOklab(moved, a, b);
    if (contrast(candidate, ground) >= enough) return candidate;
  }
  return away < 0 ? '#000000' : '#ffffff';
};

/**
 * The brand's accent on light and on dark. No single colour has 4.5:1 against both grounds, so the dark one is made from
 * the light one unless it is given. @throws RangeError when a given colour fails, naming the nearest that passes.
 */
export const accentPair = (accent: string | { light: string; dark: string }): { light: string; dark: string } => {
  const given = typeof accent === 'string' ? { light: accent, dark: undefined } : accent;
  for (const [where, colour] of Object.entries({ light: given.light, dark: given.dark })) {
    if (colour === undefined) continue;
    if (!/^#[0-9a-f]{6}$/i.test(colour))
      throw new RangeError(`the accent colour "${colour}" is not of the form #1a5fb4`);
    const ground = grounds[where as 'light' | 'dark'];
    if (contrast(colour, ground) < enough) {
      throw new RangeError(
        `the accent colour ${colour} has ${contrast(colour, ground).toFixed(2)}:1 on the ${where} ground; the nearest colour with ${enough}:1 is ${nearestReadable(colour, ground)}`,
      );
    }
  }
  return { light: given.light, dark: given.dark ?? nearestReadable(given.light, grounds.dark) };
};
