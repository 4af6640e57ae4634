import type { Screen } from './ports.ts';
export const withBrowserScreen = async <T>(_play: (screen: Screen) => Promise<T>): Promise<T> => {
  throw new Error('no browser yet');
};
