import { WireError } from '#core';

/**
 * Refuses a state-changing request that another site made in somebody's browser (R-B5). Clients that are not browsers send
 * neither header and pass; nothing here is authority. @throws WireError `cross_site`.
 */
export const requireSameOrigin = (request: Request, origin: string): void => {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') throw new WireError('cross_site', 'sec-fetch-site');
  const from = request.headers.get('origin');
  if (from !== null && from !== origin) throw new WireError('cross_site', 'origin');
};
