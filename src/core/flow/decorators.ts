import type { Node } from '../syntax';
import type { Root } from './sources';

const decorators: ReadonlyMap<string, Root> = new Map<string, Root>([
  ['Query', 'remote'],
  ['Body', 'remote'],
  ['Param', 'remote'],
  ['Params', 'remote'],
  ['Headers', 'remote'],
  ['HeaderParam', 'remote'],
  ['QueryParam', 'remote'],
  ['QueryParams', 'remote'],
  ['BodyParam', 'remote'],
  ['CookieParam', 'remote'],
  ['UploadedFile', 'remote'],
  ['UploadedFiles', 'remote'],
  ['MessageBody', 'remote'],
  ['Payload', 'remote'],
  ['Args', 'remote'],
  ['Arg', 'remote'],
  ['HostParam', 'remote'],
  ['Req', 'request'],
  ['Request', 'request'],
  ['Ctx', 'context'],
]);

/** What a parameter's decorator says that it is given: `@Query('to') to`. */
export function decoratorOf(parameter: Node): Root | undefined {
  for (const { type, firstNamedChild } of parameter.namedChildren) {
    if (type !== 'decorator' || !firstNamedChild) continue;
    const called = firstNamedChild.childForFieldName('function') ?? firstNamedChild;
    const root = decorators.get(called.text);
    if (root) return root;
  }
  return undefined;
}
