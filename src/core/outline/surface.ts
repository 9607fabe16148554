import type { Node } from '../syntax';
import { functionTypes, linesOf, squeezed } from './nodes';
import { pythonSurface } from './pythonSurface';

/** Something that other files can use. */
export interface Exposed {
  /** `Class.method` for methods. */
  readonly name: string;
  readonly line: number;
  /** Where its code ends: the line after the last. */
  readonly end: number;
  /** Only of a function that the change may concern. */
  readonly signature?: Signature;
  /** A constructor that only a framework calls, which gives it what its parameters name. */
  readonly isInjected?: boolean;
}

/** Whether a change may concern what stands on some lines or has a name. */
export type MayConcern = (
  lines: { readonly line: number; readonly end: number },
  name: string,
) => boolean;

export interface Signature {
  readonly params: readonly Param[];
  readonly isAsync: boolean;
  /** A function that is not async may return a promise all the same. */
  readonly mayPromise: boolean;
  /** As annotated. */
  readonly returns?: string;
}

export interface Param {
  readonly name: string;
  readonly isRequired: boolean;
}

/** What a file lets others use: exports in JavaScript, public names in Python. */
export function surfaceOf(root: Node, mayConcern: MayConcern = () => true): readonly Exposed[] {
  return root.type === 'module'
    ? pythonSurface(root, mayConcern)
    : javascriptSurface(root, mayConcern);
}

type Declared = ReadonlyMap<string, Node>;

function javascriptSurface(root: Node, mayConcern: MayConcern): readonly Exposed[] {
  const statements = root.namedChildren;
  let declared: Declared | undefined;
  const asked: Asked = {
    lookUp: (name) => (declared ??= declaredIn(statements)).get(name),
    mayConcern,
  };
  return statements.flatMap((statement) => {
    if (statement.type === 'export_statement') return exportedBy(statement, asked);
    if (statement.type !== 'expression_statement') return [];
    const assignment = statement.firstNamedChild;
    return assignment?.type === 'assignment_expression' ? assignedTo(assignment, asked) : [];
  });
}

interface Asked {
  lookUp(name: string): Node | undefined;
  readonly mayConcern: MayConcern;
}

/** The functions and classes of a file's top level by their names. */
function declaredIn(statements: readonly Node[]): Declared {
  const declared = new Map<string, Node>();
  for (const statement of statements) {
    const inner = statement.childForFieldName('declaration') ?? statement;
    for (const [name, node] of declarationsOf(inner)) declared.set(name, node);
  }
  return declared;
}

function declarationsOf(node: Node): readonly (readonly [string, Node])[] {
  if (/^(lexical|variable)_declaration$/.test(node.type)) {
    return node.namedChildren.flatMap((declarator) => {
      const name = declarator.childForFieldName('name');
      const value = declarator.childForFieldName('value') ?? declarator;
      if (!name) return [];
      if (name.type === 'identifier') return [[name.text, value] as const];
      return name
        .descendantsOfType(['shorthand_property_identifier_pattern'])
        .map((one) => [one.text, one] as const);
    });
  }
  const name = node.childForFieldName('name')?.text;
  return name !== undefined && /declaration/.test(node.type) ? [[name, node]] : [];
}

function exportedBy(statement: Node, asked: Asked): readonly Exposed[] {
  const declaration = statement.childForFieldName('declaration');
  const isDefault = statement.children.some(({ type }) => type === 'default');
  if (declaration && !isDefault) {
    return declarationsOf(declaration).flatMap(([name, node]) => exposed(name, node, asked));
  }
  if (isDefault) {
    const value = declaration ?? statement.childForFieldName('value');
    return value ? exposed('default', resolved(value, asked), asked) : [];
  }
  const clause = statement.namedChildren.find(({ type }) => type === 'export_clause');
  return (clause?.namedChildren ?? []).flatMap((specifier) => {
    const local = specifier.childForFieldName('name');
    const name = (specifier.childForFieldName('alias') ?? local)?.text;
    return local && name !== undefined ? exposed(name, resolved(local, asked), asked) : [];
  });
}

/** `module.exports = …`, `module.exports.x = …`, `exports.x = …`. */
function assignedTo(assignment: Node, asked: Asked): readonly Exposed[] {
  const left = assignment.childForFieldName('left')?.text.replace(/^module\./, '') ?? '';
  const right = assignment.childForFieldName('right');
  if (!right || !/^exports\b/.test(left)) return [];
  const name = /^exports\.([\w$]+)$/.exec(left)?.[1];
  if (name !== undefined) return exposed(name, resolved(right, asked), asked);
  if (left !== 'exports') return [];
  if (right.type !== 'object') return exposed('module.exports', resolved(right, asked), asked);
  return right.namedChildren.flatMap((member) => {
    const key = member.childForFieldName('key') ?? member.childForFieldName('name') ?? member;
    if (member.type === 'spread_element' || member.type === 'comment') return [];
    const value = member.childForFieldName('value') ?? member;
    return exposed(key.text.replace(/^['"]|['"]$/g, ''), resolved(value, asked), asked);
  });
}

function resolved(node: Node, asked: Asked): Node {
  return /identifier$/.test(node.type) ? (asked.lookUp(node.text) ?? node) : node;
}

function exposed(name: string, node: Node, { mayConcern }: Asked): readonly Exposed[] {
  const own = { name, ...linesOf(node) };
  if (functionTypes.has(node.type)) {
    return [mayConcern(own, name) ? { ...own, signature: signatureOf(node) } : own];
  }
  if (!/class/.test(node.type)) return [own];
  const members = node.childForFieldName('body')?.namedChildren ?? [];
  return [own, ...members.flatMap((member) => methodOf(name, member, mayConcern))];
}

function methodOf(owner: string, member: Node, mayConcern: MayConcern): readonly Exposed[] {
  const name = member.childForFieldName('name')?.text ?? '';
  const isHidden = /^[#_]/.test(name) || /^(private|protected)\b/.test(member.text);
  if (member.type !== 'method_definition' || isHidden || name === '') return [];
  const isInjected = name === 'constructor' && isInjectable(member);
  const own = { name: `${owner}.${name}`, ...linesOf(member), ...(isInjected && { isInjected }) };
  return [mayConcern(own, name) ? { ...own, signature: signatureOf(member) } : own];
}

/** The decorators of Angular and NestJS for classes that these make themselves. */
const injectable =
  /@(?:Component|Directive|Pipe|Injectable|NgModule|Controller|Resolver|WebSocketGateway|Module|Catch)\s*\(/;

function isInjectable({ parent }: Node): boolean {
  const holder = parent?.parent;
  const outer = holder?.parent?.type === 'export_statement' ? holder.parent : holder;
  return outer
    ? [...outer.children, ...(holder?.children ?? [])].some(
        ({ type, text }) => type === 'decorator' && injectable.test(text),
      )
    : false;
}

/** A promise that is made, or what another function returns. */
const promising = /\bPromise\b|\.then\(|\breturn \w+(\.\w+)*\(|^\w+(\.\w+)*\(/;

function signatureOf(node: Node): Signature {
  const single = node.childForFieldName('parameter');
  const list = single ? [single] : (node.childForFieldName('parameters')?.namedChildren ?? []);
  const returns = node.childForFieldName('return_type')?.text;
  const body = node.childForFieldName('body')?.text ?? '';
  return {
    params: list.filter(({ type }) => type !== 'comment').map(paramOf),
    isAsync: node.children.some(({ type }) => type === 'async'),
    mayPromise: promising.test(body),
    ...(returns !== undefined && { returns: squeezed(returns.replace(/^:\s*/, '')) }),
  };
}

function paramOf(node: Node): Param {
  const pattern = node.childForFieldName('pattern') ?? node.childForFieldName('left') ?? node;
  const isOptional =
    /^(optional_parameter|assignment_pattern|rest_pattern)$/.test(node.type) ||
    node.childForFieldName('value') !== null ||
    pattern.type === 'rest_pattern';
  const name = /pattern$/.test(pattern.type) ? `{${pattern.type}}` : pattern.text;
  return { name, isRequired: !isOptional };
}
