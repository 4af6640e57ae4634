// In: the process: its environment, its sockets, its files, its clock. Out: the app, running.
// node/ is one process with a socket; each file here is at most forty lines, because a host decides nothing.
// Must never: be imported by a room.
export { startNode } from './node/index.ts';
