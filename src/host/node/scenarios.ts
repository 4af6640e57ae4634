import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../examples/', import.meta.url);

/** The call files of `examples/`, by name; none where the folder is not part of the installation. */
export const readScenarios = (): { name: string; text: string }[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.call'))
      .sort()
      .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));
  } catch {
    return [];
  }
};
