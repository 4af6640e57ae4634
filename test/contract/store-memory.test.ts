import { openMemoryStore } from '#store/memory';
import { storeContract } from './store.ts';

storeContract('memory', async (clock) => ({ store: openMemoryStore({ clock }) }));
