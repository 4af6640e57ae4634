import { type Finding, ok, type Patient, warning } from './finding.ts';

/** Is this a development installation? Everything is then fine for trying out, and nothing for callers. */
export const checkProduction = async ({ config }: Patient): Promise<Finding[]> =>
  config.production
    ? [ok('settings', 'every setting holds together, for production')]
    : [
        warning(
          'settings',
          'every setting holds together, for development: demo callers, a made-up system of record',
          'before callers ring: VOICEGRANT_ISSUER=https://…, and the settings it then asks for (docs/configuration.md)',
        ),
      ];
