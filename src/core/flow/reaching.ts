import type { Binding } from '../rules/bindings';
import type { Node } from '../syntax';
import type { Reaching } from './grammar';
import { functionAround, functionTypes } from './javascript';

const holders =
  /^(variable_declarator|(augmented_)?assignment_expression|for_in_statement|formal_parameters)$/;
const loops = /^(for|for_in|while|do)_statement$/;

/**
 * What a name may have been set to where it is used: an assignment that surely runs before the use
 * hides what stands before it, and one that can only run after it does not count.
 */
export function javascriptReaching(binding: Binding, use: Node): Reaching {
  const { definitions, parameter } = binding;
  if (definitions.length < (parameter ? 1 : 2)) return { definitions, asGiven: true };
  const owner = parameter?.owner ?? functionAround(binding.node);
  const at = placeWithin(owner, use);
  // A declared function may be called from anywhere.
  if (!at || /declaration$|^method/.test(at.type)) return { definitions, asGiven: true };
  const placed = definitions.map((definition) => ({
    definition,
    ...settingOf(definition.value, at),
  }));
  const hiding = Math.max(-1, ...placed.filter(({ isSure }) => isSure).map(({ end }) => end));
  const loop = outermostLoop(at, owner);
  const isCarried = loop !== undefined && hiding <= loop.startIndex;
  const isLater = at !== use;
  const reaching = placed.filter(({ end }) => {
    if (end <= at.startIndex) return end >= hiding;
    return isLater || (isCarried && end > loop.startIndex && end <= loop.endIndex);
  });
  return { definitions: reaching.map(({ definition }) => definition), asGiven: hiding < 0 };
}

/** The use itself, or the function in the owner's body that it lies in. */
function placeWithin(owner: Node | undefined, use: Node): Node | undefined {
  let place = use;
  for (let at = use.parent; at; at = at.parent) {
    if (at.id === owner?.id) return place;
    if (functionTypes.has(at.type)) place = at;
  }
  return owner ? undefined : place;
}

interface Setting {
  /** Where the name has been set. */
  readonly end: number;
  /** Whether it has surely been set before the use. */
  readonly isSure: boolean;
}

function settingOf(value: Node, use: Node): Setting {
  let at: Node | null = value.parent;
  while (at && !holders.test(at.type)) at = functionTypes.has(at.type) ? null : at.parent;
  switch (at?.type) {
    case 'variable_declarator':
    case 'assignment_expression': {
      const statement = at.parent;
      const isPlain =
        statement !== null &&
        /^(expression_statement|(lexical|variable)_declaration)$/.test(statement.type);
      const isBefore = at.endIndex <= use.startIndex;
      return { end: at.endIndex, isSure: isPlain && isBefore && isAround(statement.parent, use) };
    }
    case 'for_in_statement':
      return { end: value.endIndex, isSure: isAround(at.childForFieldName('body'), use) };
    default:
      return { end: value.endIndex, isSure: false };
  }
}

function isAround(block: Node | null, use: Node): boolean {
  if (!block || !/^(statement_block|program|switch_case|switch_default)$/.test(block.type)) {
    return false;
  }
  return block.startIndex <= use.startIndex && use.endIndex <= block.endIndex;
}

function outermostLoop(use: Node, owner: Node | undefined): Node | undefined {
  let found: Node | undefined;
  for (let at: Node | null = use; at && at.id !== owner?.id; at = at.parent) {
    if (loops.test(at.type)) found = at;
  }
  return found;
}
