import { type Action, type Flow, targetsOf } from '../flow/language.ts';

/** The flow as a graph: what leads where, what must have happened before, and which circles there are. */
export const graphOf = (flow: Flow) => {
  const byId = new Map(flow.Actions.map((action) => [action.Identifier, action]));
  const after = (id: string): string[] => {
    const action = byId.get(id);
    return action === undefined ? [] : targetsOf(action).filter((target) => byId.has(target));
  };

  /** Everything that can be reached from here without passing `without` (itself included). */
  const reach = (from: string, without: (action: Action) => boolean = () => false): Set<string> => {
    const seen = new Set<string>();
    const open = [from];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const action = byId.get(id);
      if (action === undefined || seen.has(id)) continue;
      seen.add(id);
      if (!without(action)) open.push(...after(id));
    }
    return seen;
  };

  /** Can this action be reached without any action of this kind before it? */
  const isReachedWithout = (id: string, kind: (action: Action) => boolean): boolean => {
    const seen = new Set<string>();
    const open = [flow.StartAction];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === id) return true;
      const action = byId.get(at);
      if (action === undefined || seen.has(at) || kind(action)) continue;
      seen.add(at);
      open.push(...after(at));
    }
    return false;
  };

  /** Can this action come round to itself without an action of this kind on the way? */
  const circlesWithout = (id: string, kind: (action: Action) => boolean): boolean => {
    const start = byId.get(id);
    if (start === undefined || kind(start)) return false;
    return after(id).some((next) => {
      const first = byId.get(next);
      if (first === undefined || kind(first)) return false;
      return next === id || reachOnly(next, kind).has(id);
    });
  };

  const reachOnly = (from: string, kind: (action: Action) => boolean): Set<string> => {
    const seen = new Set<string>();
    const open = [from];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const action = byId.get(id);
      if (action === undefined || seen.has(id) || kind(action)) continue;
      seen.add(id);
      open.push(...after(id));
    }
    return seen;
  };

  return { byId, after, reach, isReachedWithout, circlesWithout };
};

export type Graph = ReturnType<typeof graphOf>;
