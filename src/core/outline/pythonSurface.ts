import type { Node } from '../syntax';
import { linesOf, squeezed } from './nodes';
import type { Exposed, MayConcern, Param, Signature } from './surface';

/** The public functions and classes of a module, and the public methods of its classes. */
export function pythonSurface(root: Node, mayConcern: MayConcern): readonly Exposed[] {
  return root.namedChildren.flatMap((statement) => definitionIn(statement, '', mayConcern));
}

function definitionIn(statement: Node, owner: string, mayConcern: MayConcern): readonly Exposed[] {
  const definition =
    statement.type === 'decorated_definition'
      ? (statement.childForFieldName('definition') ?? statement)
      : statement;
  const own = definition.childForFieldName('name')?.text ?? '';
  const isPublic = own !== '' && (!own.startsWith('_') || own === '__init__');
  if (!isPublic) return [];
  const name = owner === '' ? own : `${owner}.${own}`;
  const lines = linesOf(definition);
  if (definition.type === 'function_definition') {
    if (!mayConcern(lines, own)) return [{ name, ...lines }];
    return [{ name, ...lines, signature: signatureOf(definition, owner !== '') }];
  }
  if (definition.type !== 'class_definition') return [];
  const members = definition.childForFieldName('body')?.namedChildren ?? [];
  return [
    { name, ...lines },
    ...members.flatMap((member) => definitionIn(member, name, mayConcern)),
  ];
}

function signatureOf(definition: Node, isMethod: boolean): Signature {
  const list = definition.childForFieldName('parameters')?.namedChildren ?? [];
  const params = list.filter(({ type }) => !/comment|separator/.test(type)).map(paramOf);
  const returns = definition.childForFieldName('return_type')?.text;
  return {
    params: isMethod && /^(self|cls)$/.test(params[0]?.name ?? '') ? params.slice(1) : params,
    isAsync: definition.children.some(({ type }) => type === 'async'),
    mayPromise: false,
    ...(returns !== undefined && { returns: squeezed(returns) }),
  };
}

function paramOf(node: Node): Param {
  const name = node.childForFieldName('name') ?? node.firstNamedChild ?? node;
  const isOptional = /default|splat/.test(node.type) || /splat/.test(name.type);
  return { name: name.text, isRequired: !isOptional };
}
