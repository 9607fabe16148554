import type { Path } from '../rules/bindings';
import type { Node } from '../syntax';
import type { CallSite } from './calls';

/** A place on the way of a value, and the one that it goes on to. */
export interface Step {
  readonly node: Node;
  readonly before: Step | undefined;
}

/** The call through which a function was entered. */
export interface Frame {
  readonly owner: Node;
  readonly site: CallSite;
  readonly up: Frame | undefined;
  readonly depth: number;
}

export interface Item {
  readonly node: Node;
  readonly path: Path;
  readonly frame: Frame | undefined;
  readonly step: Step | undefined;
  readonly guard: Node | undefined;
}

/** The way of a value from here on. */
export function stepOf({ node, step }: Item): Step {
  return step?.node === node ? step : { node, before: step };
}
