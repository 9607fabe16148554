import type { Path } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { FunctionUses } from '../flow/calls';
import type { ParameterSource } from '../flow/grammar';
import { basesAround, isWeb, requestKind } from './sources';
import { expressions } from '../flow/value';
import {
  classOf,
  decoratorsOf,
  literalText,
  pythonCall,
  pythonParameterName,
  pythonParameters,
} from './value';

const requestNames = /^_?(request|req|http_request|wsgi_request|ws|websocket)$/;
const requestTypes = /\b(\w*Request|WebSocket|HTTPConnection|WSGIRequest)\b/;
const plainTypes =
  /^(Optional\[|Union\[|Annotated\[)?\s*(int|float|bool|date|datetime|(uuid\.)?UUID|Decimal|Literal|Enum|conint|PositiveInt|NonNegativeInt)\b(?!.*\bstr\b)/;
const services =
  /(Session|Service|Client|Repository|Response|Tasks|DB|Database|Settings|Config|User|Manager|Context|Engine|Connection|Store|Cache|Queue)\]?$/;

/** What the framework that calls a function gives to a parameter; undefined when none does. */
export function parameterSource(
  owner: Node,
  index: number,
  path: Path,
  uses: FunctionUses,
  file: ParsedFile,
): ParameterSource | undefined {
  const parameter = pythonParameters(owner)[index];
  const name = parameter && pythonParameterName(parameter)?.text;
  if (!parameter || name === undefined) return undefined;
  const type = parameter.childForFieldName('type')?.text ?? '';
  if (requestTypes.test(type) || (type === '' && requestNames.test(name) && isWeb(file))) {
    const kind = path[0] === '*' && /^(ws|websocket)$/.test(name) ? 'remote' : requestKind(path);
    return { kind, isOnly: true };
  }
  if (/^(lambda_)?handler$/.test(nameOf(owner)) && index === 0 && /^(event|evt)$/.test(name)) {
    return { kind: path.length > 0 ? 'remote' : undefined, isOnly: true };
  }
  if (!isRouted(owner, index, uses, file)) return undefined;
  const isPlain = plainTypes.test(type) || services.test(type) || isNumberOfRoute(owner, name);
  const isInjected = /^(Depends|Security|Provide)$/.test(defaultOf(parameter));
  return { kind: isPlain || isInjected ? undefined : 'remote', isOnly: true };
}

function nameOf(owner: Node): string {
  return owner.childForFieldName('name')?.text ?? '';
}

/** The last name of the call that is a parameter's default, or is in its `Annotated[…]`. */
function defaultOf(parameter: Node): string {
  const value = parameter.childForFieldName('value');
  const callee = value && pythonCall(value)?.callee;
  const given = callee?.text.split('.').at(-1) ?? '';
  const annotated = /\b(Depends|Security)\s*\(/.exec(
    parameter.childForFieldName('type')?.text ?? '',
  );
  return given === '' ? (annotated?.[1] ?? '') : given;
}

const routes =
  /(^|\.)(route|get|post|put|delete|patch|head|options|websocket|api_route|websocket_route|add_route|view)$/;
const messages = /(^|\.)(on|event|on_message|expose|websocket|arguments_to_dict)$/;

/** Whether a framework calls the function with parts of a request's address or body. */
function isRouted(owner: Node, index: number, uses: FunctionUses, file: ParsedFile): boolean {
  if (decoratorsOf(owner).some((one) => isRoute(one))) return true;
  if (/^(get|post|put|patch|delete|head|options)$/.test(nameOf(owner)) && classOf(owner)) {
    const isView = /RequestHandler$|View$|ViewSet$|Resource$|Endpoint$/;
    return basesAround(owner.childForFieldName('body') ?? owner, file).some((base) =>
      isView.test(base),
    );
  }
  return index > 0 && isDjangoView(owner, uses, file);
}

function isRoute(decorator: Node): boolean {
  const call = pythonCall(decorator);
  const callee = call?.callee ?? decorator;
  if (messages.test(callee.text)) return /expose|\b(sio|socketio|io)\b/i.test(callee.text);
  if (!call || !routes.test(callee.text)) return false;
  const [first = call.named.get('path') ?? call.named.get('rule')] = call.args;
  const text = first && literalText(first);
  return text === undefined
    ? /route$/.test(callee.text)
    : text === '' || /^[/<{^]/.test(text) || /route$/.test(callee.text);
}

/** `<int:name>` in the address of a route. */
function isNumberOfRoute(owner: Node, name: string): boolean {
  return decoratorsOf(owner).some((decorator) =>
    (pythonCall(decorator)?.args ?? []).some((one) =>
      new RegExp(`<(int|float|uuid)(\\([^)]*\\))?:${name}>|<${name}:(int|float|uuid)>`).test(
        one.text,
      ),
    ),
  );
}

/** A function whose first parameter is a request, whose body answers, and that urls may name. */
function isDjangoView(owner: Node, uses: FunctionUses, file: ParsedFile): boolean {
  if (uses.calls.length > 0 || owner.type !== 'function_definition') return false;
  const list = owner.childForFieldName('parameters');
  const [first] = (list ? expressions(list) : []).filter(({ text }) => !/^(self|cls)$/.test(text));
  const name = first && pythonParameterName(first)?.text;
  if (name !== 'request' || !/^[ \t]*(from|import)\s+django\b/m.test(file.text)) return false;
  const body = owner.childForFieldName('body')?.text ?? '';
  return /\b(HttpResponse\w*|JsonResponse|FileResponse|StreamingHttpResponse|render|redirect|Http404)\s*\(/.test(
    body,
  );
}
