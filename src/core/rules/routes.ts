import { functionTypes } from '../flow/javascript';
import type { Node } from '../syntax';
import { callNamed } from './flowRule';
import { originOf } from './imports';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';

/** A route of Express, Fastify and their like. */
export interface Route {
  readonly node: Node;
  readonly method: string;
  readonly path: string;
  readonly handlers: readonly Node[];
  /** What stands before the last handler. */
  readonly middleware: readonly Node[];
}

const methods = ['get', 'post', 'put', 'patch', 'delete', 'all'];
export const routeWords = methods;

export function routesIn(file: ParsedFile): readonly Route[] {
  return file.find(...methods).flatMap((name) => {
    const site = callNamed(name);
    const receiver = site?.call.receiver;
    const [first, ...rest] = site?.call.args ?? [];
    if (!site || receiver?.type !== 'identifier' || !first || rest.length === 0) return [];
    const path = constantOf(first, file);
    if (!path?.startsWith('/') || !isRouter(receiver, file)) return [];
    const handlers = rest.flatMap((one) => (one.type === 'array' ? one.namedChildren : [one]));
    return [
      { node: site.node, method: name.text, path, handlers, middleware: handlers.slice(0, -1) },
    ];
  });
}

function isRouter(receiver: Node, file: ParsedFile): boolean {
  const value = file.resolve(receiver)?.value;
  const callee = value?.childForFieldName('function') ?? value?.childForFieldName('constructor');
  if (!callee)
    return (
      /^(app|router|server|\w*Router)$/.test(receiver.text) && !file.resolve(receiver)?.imported
    );
  return (
    /^(express|fastify|Fastify|restify|polka|Router|express\.Router|restify\.createServer|new Router)$/.test(
      callee.text,
    ) || originOf(callee, file)?.module === 'express'
  );
}

/** The function that a handler is. */
export function handlerOf(node: Node, file: ParsedFile): Node | undefined {
  if (functionTypes.has(node.type)) return node;
  const binding = node.type === 'identifier' ? file.resolve(node) : undefined;
  const value = binding?.declared ?? binding?.value;
  if (value && functionTypes.has(value.type)) return value;
  if (node.type === 'call_expression') {
    const inner = node
      .childForFieldName('arguments')
      ?.namedChildren.find(({ type }) => functionTypes.has(type));
    return inner;
  }
  return undefined;
}
