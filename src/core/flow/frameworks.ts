import { parametersOf } from '../rules/bindings';
import { moduleOf } from '../rules/imports';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import { isUnpacker } from './archives';
import type { CallSite, FunctionUses } from './calls';
import { nameOf } from './calls';
import type { Root } from './sources';

const routeMethods =
  /^(get|post|put|patch|delete|del|all|use|head|options|param|route|createServer|GET|POST|add|opts|handle|on|any|register|checkout|search|subscribe)$/;
const requestNames = /^_?(req|request|incomingMessage|ireq|httpRequest|rq)$/i;
const responseNames = /^_?(res|resp|response|reply|h|rep|toolkit|httpResponse|ires)$/i;
const contextNames = /^_?(ctx|context|koaContext|c)$/;
/** What is handed to a function together with the answer that it goes into. */
const answerNames =
  /^_?(err|error|payload|content|buffer|chunk|stream|html|text|status|statusCode|code|message|result|options|opts)$/i;
const requestTypes = /\b(\w*Request|IncomingMessage|HttpRequest\w*)\b/;
const contextTypes = /\b(\w*Context)\b/;

/** What a function's parameter is given by the framework that calls the function. */
export function parameterRoot(
  owner: Node,
  index: number,
  uses: FunctionUses,
  file: ParsedFile,
): Root | undefined {
  const parameters = parametersOf(owner);
  const parameter = parameters[index];
  if (!parameter) return undefined;
  const decorated = decoratorOf(parameter);
  if (decorated !== undefined) return decorated;
  const name = parameterName(parameter);
  const type = parameter.childForFieldName('type')?.text ?? '';
  if (requestTypes.test(type)) return 'request';
  if (name !== undefined && requestNames.test(name) && !isSent(owner, parameters, index))
    return 'request';
  if (/\bActivatedRoute(Snapshot)?\b/.test(type)) return 'route';
  if (contextTypes.test(type) && !/Execution/.test(type)) return 'context';
  if (index === 0 && isMessageHandler(owner)) return 'pageEvent';
  if (index === 0 && isPageOfNext(owner)) return 'context';
  for (const site of uses.passed) {
    const root = givenBy(site, index, name, parameters, file);
    if (root) return root;
  }
  if (uses.properties.some((one) => one === 'handler') && index === 0) {
    // yargs calls its commands so.
    if (name !== undefined && /^(argv|args|options|opts)$/.test(name)) return 'local';
    return name !== undefined && /^(event|evt|e)$/.test(name) ? 'lambda' : 'request';
  }
  const next = parameters[index + 1];
  const nextName = next && parameterName(next);
  const answers = nextName !== undefined && responseNames.test(nextName) && index <= 1;
  if (answers && !(name !== undefined && answerNames.test(name))) return 'request';
  if (name !== undefined && /^(ctx|koaContext)$/.test(name) && index === 0) return 'context';
  if (name !== undefined && /^(e|ev|evt|event)$/.test(name) && index === 0) {
    return uses.isExported && file.find(...ofCloud).length > 0 ? 'lambda' : 'inputEvent';
  }
  return undefined;
}

/** Beside a client, and in a function that writes it, a request is one that the program sends. */
function isSent(owner: Node, [first]: readonly Node[], index: number): boolean {
  if (/^(write|sendRequest|doRequest)$/.test(owner.childForFieldName('name')?.text ?? ''))
    return true;
  const name = index > 0 && first ? parameterName(first) : undefined;
  return name !== undefined && /^(client|agent|dispatcher|transport|httpClient)$/.test(name);
}

/** `window.onmessage = (event) => …`: any page may send it; a worker hears its own page only. */
function isMessageHandler({ parent }: Node): boolean {
  const left = parent?.type === 'assignment_expression' ? parent.childForFieldName('left') : null;
  return /^((window|self|globalThis)\.)?onmessage$/.test(left?.text ?? '');
}

function isPageOfNext(owner: Node): boolean {
  const name =
    owner.childForFieldName('name') ??
    (owner.parent?.type === 'variable_declarator' ? owner.parent.childForFieldName('name') : null);
  return name?.text === 'getServerSideProps';
}

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

function decoratorOf(parameter: Node): Root | undefined {
  for (const { type, firstNamedChild } of parameter.namedChildren) {
    if (type !== 'decorator' || !firstNamedChild) continue;
    const called = firstNamedChild.childForFieldName('function') ?? firstNamedChild;
    const root = decorators.get(called.text);
    if (root)
      return /\bParse(Int|Float|Bool|UUID|Enum|Date)Pipe\b/.test(firstNamedChild.text)
        ? 'number'
        : root;
  }
  return undefined;
}

/** The name of a parameter; undefined for a pattern. */
export function parameterName(parameter: Node): string | undefined {
  if (parameter.type === 'identifier') return parameter.text;
  const inner = parameter.childForFieldName('pattern') ?? parameter.childForFieldName('left');
  return inner ? parameterName(inner) : undefined;
}

const overElements = /^(map|forEach|filter|some|every|flatMap|find|findIndex)$/;
/** Members of the events, and of the answers, of functions in a cloud. */
const ofCloud = ['queryStringParameters', 'pathParameters', 'Records', 'statusCode', 'httpMethod'];
const streamNames =
  /^(req|request|ws|socket|sock|conn|connection|client|wss|io|stream|channel|peer)$/i;

/** What the receiver of a callback gives to it. */
function givenBy(
  { call, index: position }: CallSite & { readonly index: number },
  index: number,
  name: string | undefined,
  parameters: readonly Node[],
  file: ParsedFile,
): Root | undefined {
  const called = nameOf(call);
  const [first] = call.args;
  if (index === 1 && position === 0 && call.receiver && overElements.test(called)) return 'number';
  const event = first?.type === 'string' ? first.text.slice(1, -1) : undefined;
  if (/^(on|once|addListener|addEventListener|onmessage)$/.test(called) && position > 0) {
    if (event === 'entry') {
      return index === 0 && isUnpacker(call.receiver, file) ? 'entry' : undefined;
    }
    return eventRoot(event, index, call.receiver);
  }
  if (called === 'parse' && /form|multiparty|busboy/i.test(call.receiver?.text ?? '')) {
    return index > 0 ? 'remote' : undefined;
  }
  if (called === 'question' && index === 0) return 'local';
  if (called === 'param' && position === 1 && index === 3) return 'remote';
  const read = readBy(called, index, call.receiver, file);
  if (read) return read;
  if (!routeMethods.test(called) || index > 1) return undefined;
  const isRoute = event?.startsWith('/') ?? false;
  const isContext = name !== undefined && contextNames.test(name);
  if (isContext && index === 0) return 'context';
  if (called === 'createServer' || called === 'createSecureServer') {
    return index === 0 ? (parameters.length > 1 ? 'request' : 'message') : undefined;
  }
  const answers = parameters[index + 1];
  const answersName = answers && parameterName(answers);
  if (isRoute && index === 0) return 'request';
  return answersName !== undefined && responseNames.test(answersName) ? 'request' : undefined;
}

function eventRoot(
  event: string | undefined,
  index: number,
  receiver: Node | undefined,
): Root | undefined {
  const subject = receiver?.text.split('.').at(-1) ?? 'window';
  if (event === 'message' && /^(window|self|globalThis|parent)$/.test(subject)) {
    return index === 0 ? 'pageEvent' : undefined;
  }
  if (event === 'request') return index === 0 ? 'request' : undefined;
  // A request that the program has sent gets an answer.
  if (event === 'upgrade')
    return index === 0 && !/req(uest)?$/i.test(subject) ? 'request' : undefined;
  if (event === 'connection' || event === 'error' || event === 'close' || event === 'end') {
    return event === 'connection' && index === 1 ? 'request' : undefined;
  }
  if (/busboy|form/i.test(subject)) return event === 'error' ? undefined : 'remote';
  if (subject === 'ipcMain') return index > 0 ? 'message' : undefined;
  if (event === 'line') return 'local';
  if (subject === 'stdin') return 'local';
  // A query of a database is called a request, too, and gives rows.
  if (/^req(uest)?$/i.test(subject) && !requestEvents.test(event ?? '')) return undefined;
  return streamNames.test(subject) ? 'message' : undefined;
}

const requestEvents = /^(data|message|field|file|part|readable)$/;

const reads = /^(readFile|readdir|readlink|readJson|readJSON)$/;
const queries = /^(query|execute|find|findOne|findById|all|each|get|exec|aggregate|findAll)$/;

/** What a read gives to its callback: `(error, data) => …`. */
function readBy(
  called: string,
  index: number,
  receiver: Node | undefined,
  file: ParsedFile,
): Root | undefined {
  if (index !== 1) return undefined;
  if (reads.test(called)) return 'stored';
  const subject = receiver?.text.split('.').at(-1) ?? '';
  if (
    queries.test(called) &&
    /^(db|pool|conn|connection|client|collection|knex|sql|\w*[mM]odel|[A-Z]\w*)$/.test(subject)
  ) {
    return 'stored';
  }
  const binding = receiver?.type === 'identifier' ? file.resolve(receiver) : undefined;
  const module = binding?.imported && moduleOf(binding.imported.specifier);
  return module !== undefined && /^(request|needle|superagent|axios)$/.test(module)
    ? 'response'
    : undefined;
}
