// In: nothing. Out: the handset as one HTML response: phone, mobile, journal.
// Must never: serve production (config refuses the handset there), or load a byte from anywhere else.
import { type InlineScreen, inlineScreen } from '#core';
import { script } from '../screen.built.ts';
import { markup } from './markup.ts';
import { style } from './style.ts';

const { html, headers } = inlineScreen({
  ...{ title: 'Voicegrant handset', style, markup, script },
  allows: [`frame-src 'self'`],
});

/** The handset's screen. */
export const handsetScreen = (): InlineScreen => ({
  html,
  headers: {
    ...headers,
    // A caller may speak into the handset; the page on the mobile may not listen.
    'permissions-policy':
      'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(self), payment=(), usb=()',
  },
});
