import type { Binding } from '../rules/bindings';
import type { Node } from '../syntax';
import type { Reaching } from '../flow/grammar';
import { pythonFunctionAround } from './value';

/**
 * What a name may have been set to where it is used: an assignment that surely runs before the use
 * hides what stands before it, and one that can only run after it does not count.
 */
export function pythonReaching(binding: Binding, use: Node): Reaching {
  const { definitions, parameter } = binding;
  const inside = pythonFunctionAround(use);
  const owner = parameter?.owner ?? pythonFunctionAround(binding.node);
  // A name of an outer function may be set at any time.
  if (definitions.length === 0 || inside?.id !== owner?.id) return { definitions, asGiven: true };
  const placed = definitions.map((definition) => ({
    definition,
    ...settingOf(definition.value, use),
  }));
  const ends = placed.filter(({ isSure }) => isSure).map(({ end }) => end);
  const hiding = ends.length > 0 ? Math.max(...ends) : -1;
  const loop = outermostLoop(use);
  const isCarried = loop !== undefined && hiding <= loop.startIndex;
  const reaching = placed.filter(({ end, definition }) =>
    end <= use.startIndex
      ? end >= hiding
      : isCarried && definition.value.startIndex < loop.endIndex && end > loop.startIndex,
  );
  return { definitions: reaching.map(({ definition }) => definition), asGiven: hiding < 0 };
}

interface Setting {
  /** Where the name has been set. */
  readonly end: number;
  /** Whether it has surely been set before the use. */
  readonly isSure: boolean;
}

function settingOf(value: Node, use: Node): Setting {
  let at = value;
  while (
    at.parent &&
    !/^(assignment|augmented_assignment|named_expression|with_statement|for_statement|for_in_clause|parameters|lambda_parameters)$/.test(
      at.type,
    )
  ) {
    at = at.parent;
  }
  while (at.parent?.type === 'assignment') at = at.parent;
  switch (at.type) {
    case 'assignment':
    case 'augmented_assignment': {
      const block = at.parent?.parent;
      const isBefore = at.endIndex <= use.startIndex;
      return { end: at.endIndex, isSure: isBefore && isAround(block, use) };
    }
    case 'with_statement': {
      const isBefore = value.endIndex <= use.startIndex;
      return { end: value.endIndex, isSure: isBefore && isAround(at.parent, use) };
    }
    case 'for_statement':
      return { end: value.endIndex, isSure: isAround(at.childForFieldName('body'), use) };
    case 'for_in_clause':
      // What a comprehension makes stands before the clause that sets the name.
      return { end: (at.parent ?? at).startIndex, isSure: false };
    default:
      return { end: value.endIndex, isSure: false };
  }
}

function isAround(block: Node | null | undefined, use: Node): boolean {
  if (!block || !/^(block|module)$/.test(block.type)) return false;
  return block.startIndex <= use.startIndex && use.endIndex <= block.endIndex;
}

function outermostLoop(use: Node): Node | undefined {
  let found: Node | undefined;
  for (let at: Node | null = use; at && at.type !== 'function_definition'; at = at.parent) {
    if (/^(for|while)_statement$/.test(at.type)) found = at;
  }
  return found;
}
