import type { Edge } from '../graph';

export interface DepFlags {
  readonly dev: boolean;
  readonly optional: boolean;
  readonly devOptional: boolean;
  readonly peer: boolean;
}

interface Using {
  readonly path: string;
  readonly link?: string | undefined;
  readonly uses: readonly { readonly type: Edge['type']; readonly to: string }[];
}

type State = { dev: boolean; optional: boolean; devOptional: boolean; peer: boolean };

/** How npm marks each copy: only for development, only wished for, only as a peer. By path; not for what nothing reaches. */
export function depFlags(copies: ReadonlyMap<string, Using>): ReadonlyMap<string, DepFlags> {
  const states = new Map<string, State>();
  states.set('', { dev: false, optional: false, devOptional: false, peer: false });
  const queue = [''];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const copy = copies.get(path);
    const from = states.get(path);
    if (copy === undefined || from === undefined) continue;
    const uses =
      copy.link === undefined ? copy.uses : [{ type: 'workspace' as const, to: copy.link }];
    for (const { type, to } of uses) if (lower(states, from, type, to)) queue.push(to);
  }
  for (const state of states.values()) {
    if (state.dev || state.optional) state.devOptional = false;
  }
  return states;
}

/** A copy is only for something as long as all who reach it are. */
function lower(states: Map<string, State>, from: State, type: Edge['type'], to: string): boolean {
  const isNew = !states.has(to);
  const state = states.get(to) ?? { dev: true, optional: true, devOptional: true, peer: true };
  states.set(to, state);
  const isDev = type === 'dev';
  const isOptional = type === 'optional' || type === 'peerOptional';
  const isPeer = type === 'peer' || type === 'peerOptional';
  const next = {
    dev: state.dev && (from.dev || isDev),
    optional: state.optional && (from.optional || isOptional),
    devOptional:
      state.devOptional && (from.devOptional || from.dev || from.optional || isDev || isOptional),
    peer: state.peer && (from.peer || isPeer),
  };
  const isChanged =
    isNew ||
    next.dev !== state.dev ||
    next.optional !== state.optional ||
    next.devOptional !== state.devOptional ||
    next.peer !== state.peer;
  Object.assign(state, next);
  return isChanged;
}
