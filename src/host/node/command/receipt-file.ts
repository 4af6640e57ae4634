/** The receipt in a file's text: the JWS alone, or the `signed_receipt` of the JSON answer that brought it. */
export const receiptIn = (text: string): string => {
  const alone = text.trim();
  if (!alone.startsWith('{')) return alone;
  try {
    const { signed_receipt: receipt } = JSON.parse(alone) as { signed_receipt?: unknown };
    return typeof receipt === 'string' ? receipt : '';
  } catch {
    return '';
  }
};
