// In: nothing. Out: the handset as one HTML response: phone, mobile, journal.
// Must never: serve production (config refuses the handset there), or load a byte from anywhere else.

/** The handset's screen. */
export const handsetScreen = (): { readonly html: string; readonly headers: Readonly<Record<string, string>> } => ({
  html: '<!doctype html><html lang="en"><title>Handset</title><p>Ring with POST /phone/handset/calls.</p></html>',
  headers: {},
});
