import { functionAround } from '../flow/javascript';
import { parameterName } from '../flow/frameworks';
import type { Node } from '../syntax';
import { parametersOf } from './bindings';
import { moduleOf } from './imports';
import type { ParsedFile } from './parsedFile';
import { refuse } from './rule';

/** The statements with which a handler refuses a request, in the way of its framework. */
export type Answer =
  | { readonly ok: true; readonly statements: readonly string[] }
  | { readonly ok: false; readonly why: string };

/** How the handler around a node answers a request with a status and goes no further. */
export function refusesRequest(node: Node, status: number, file: ParsedFile): Answer {
  const handler = functionAround(node);
  if (!handler) return refuse('This is not in a function that answers requests.');
  const names = parametersOf(handler).map((one) => parameterName(one));
  const name = names.find(
    (one) => one !== undefined && /^(res|resp|response|reply|ctx)$/.test(one),
  );
  if (name === undefined) {
    return refuse('How to answer the request is not known here: no parameter is the response.');
  }
  const body = file.code(handler);
  const uses = (members: string) => new RegExp(`\\b${name}\\s*\\.(${members})\\b`).test(body);
  if (name === 'ctx') {
    return imports('koa', file) || uses('body|status')
      ? { ok: true, statements: [`ctx.status = ${status}`, 'return'] }
      : refuse('ctx is not known to be a context of koa.');
  }
  if (name === 'reply' || imports('fastify', file)) {
    return uses('code|send|type|header')
      ? { ok: true, statements: answered(`${name}.code(${status}).send()`, name, body) }
      : refuse(`${name} is not known to be a reply of fastify.`);
  }
  if (imports('express', file) || uses('status|sendStatus|send|json|sendFile|download|render')) {
    return { ok: true, statements: answered(`${name}.sendStatus(${status})`, name, body) };
  }
  return uses('writeHead|end')
    ? { ok: true, statements: answered(`${name}.writeHead(${status}).end()`, name, body) }
    : refuse(`How ${name} answers is not known here.`);
}

function imports(module: string, file: ParsedFile): boolean {
  return file.imports.some(({ imported }) => imported && moduleOf(imported.specifier) === module);
}

/** As the handler's other early answers are written: `return res.…;`, or two statements. */
function answered(answer: string, name: string, body: string): readonly string[] {
  return new RegExp(`return\\s+${name}\\b`).test(body) ? [`return ${answer}`] : [answer, 'return'];
}
