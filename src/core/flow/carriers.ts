import type { Path } from '../rules/bindings';
import { moduleOf } from '../rules/imports';
import { originOf } from '../rules/imports';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import { isArchive } from './archives';
import { nameOf } from './calls';
import { routeParts, type SourceKind } from './sources';
import type { Call } from './value';

/** What a call's result is made of: an expression and the way into it. */
export interface Carried {
  readonly from: Node;
  readonly path: Path;
}

/** Methods whose result is a part of the text, or of the elements, that they are called on. */
const ofReceiver = new Set(
  'toString toLocaleString trim trimStart trimEnd trimLeft trimRight slice substring substr toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase normalize padStart padEnd repeat at charAt valueOf concat replace replaceAll split match matchAll anchor big bold sub sup flat reverse sort filter shift pop find findLast splice fill join entries values toReversed toSorted with next read getAll toJSON pipe setEncoding stringify lean exec text html end'.split(
    ' ',
  ),
);
/** Those that also put their arguments in. */
const ofArguments = new Set(['concat', 'padStart', 'padEnd', 'join']);
/** Their results are made of elements. */
const ofElements = new Set('join pop shift at find findLast values entries flat'.split(' '));

/** Functions of any module, and globals, whose result is made of all their arguments. */
const globals = new Set(
  'String Object Array decodeURIComponent decodeURI unescape atob btoa structuredClone Symbol'.split(
    ' ',
  ),
);
const encoders = new Set('encodeURIComponent encodeURI escape'.split(' '));

const modules: ReadonlyMap<string, RegExp> = new Map([
  [
    'path',
    /^(join|resolve|normalize|relative|dirname|format|parse|extname|basename|toNamespacedPath|posix|win32)$/,
  ],
  ['path/posix', /^(join|resolve|normalize|relative|dirname|basename)$/],
  ['util', /^(format|inspect|formatWithOptions|promisify|stripVTControlCharacters)$/],
  [
    'url',
    /^(parse|format|resolve|URL|URLSearchParams|fileURLToPath|pathToFileURL|domainToUnicode)$/,
  ],
  ['querystring', /^(parse|stringify|decode|encode|escape|unescape)$/],
  ['qs', /^(parse|stringify|\*)$/],
  ['he', /^(decode|unescape)$/],
  ['html-entities', /^decode/],
  ['entities', /^decode/],
  ['ent', /^decode$/],
  ['marked', /./],
  ['snarkdown', /./],
  ['showdown', /./],
  ['lodash', /./],
  ['underscore', /./],
  ['ramda', /./],
  ['sprintf-js', /./],
  ['printf', /./],
  ['extend', /./],
  ['deepmerge', /./],
  ['clone', /./],
  ['slash', /./],
  ['upath', /./],
  ['untildify', /./],
  ['normalize-path', /./],
  ['minimist', /./],
  ['query-string', /./],
  ['url-parse', /./],
  ['parseurl', /./],
  ['parse-url', /./],
  ['urijs', /./],
  ['co-body', /./],
  ['raw-body', /./],
  ['json5', /./],
  ['flatted', /./],
  ['concat-stream', /./],
  ['js-base64', /./],
  ['dedent', /./],
  ['outdent', /./],
  ['common-tags', /./],
  ['string-template', /./],
  ['dotty', /./],
  ['get-value', /./],
  ['object-assign', /./],
  ['xtend', /./],
  ['array-flatten', /./],
  ['ansi-colors', /./],
  ['chalk', /./],
]);
const lodashPrefix = /^lodash[./]/;

const objects: ReadonlyMap<string, RegExp> = new Map([
  ['JSON', /^(parse|stringify)$/],
  ['Object', /^(assign|values|keys|entries|fromEntries|create|freeze|seal)$/],
  ['Array', /^(from|of)$/],
  ['Promise', /^(resolve|all|race|any|allSettled)$/],
  ['Buffer', /^(from|concat|alloc)$/],
  ['String', /^(raw)$/],
  ['Reflect', /^(get)$/],
  ['path', /^(join|resolve|normalize|relative|dirname|basename|format)$/],
  ['url', /^(parse|format|resolve)$/],
  ['querystring', /^(parse|stringify|unescape)$/],
  ['qs', /^(parse|stringify)$/],
  ['_', /./],
  ['$', /^(trim|extend|parseJSON|param|parseHTML)$/],
  ['jQuery', /^(trim|extend|parseJSON|param|parseHTML)$/],
  ['angular', /^(fromJson|toJson|copy|extend|merge)$/],
  ['util', /^(format|inspect)$/],
]);
const constructors =
  /^(URL|URLSearchParams|String|Array|Object|Map|Set|Buffer|Blob|File|Uint8Array|TextDecoder|TextEncoder|Proxy|Headers|FormData|WeakRef)$/;

/** What the result of a call that is not to a function of this file is made of. */
export function carriedBy(call: Call, path: Path, file: ParsedFile): readonly Carried[] {
  const { callee, receiver, method, args, isNew } = call;
  const all = (found: readonly Node[], into: Path = path): Carried[] =>
    found.map((from) => ({ from, path: into }));
  if (isNew) {
    return constructors.test(callee.text) || originOf(callee, file)?.module === 'url'
      ? all(args.slice(0, 2), [])
      : [];
  }
  if (receiver === undefined || method === undefined) {
    const name = callee.type === 'identifier' ? callee.text : '';
    if (name === 'useState') return all(args, path.slice(1));
    const isGlobal =
      file.resolve.length > 0 && callee.type === 'identifier' && !file.resolve(callee);
    if (isGlobal && (globals.has(name) || encoders.has(name))) return all(args, whole(path));
    return byModule(callee, file) ? all(args, whole(path)) : [];
  }
  if (byModule(callee, file)) return all(args, whole(path));
  const owner = receiver.type === 'identifier' ? receiver.text : '';
  if (objects.get(owner)?.test(method) && isGlobalOrImport(receiver, file)) {
    if (owner === 'Promise' && method === 'all') return all(args, path);
    return all(args, whole(path));
  }
  if (method === 'map' || method === 'flatMap' || method === 'reduce') {
    return [...all([receiver], ['*']), ...all(args.slice(1))];
  }
  if (method === 'then' || method === 'catch' || method === 'finally') return [];
  if (method === 'get' || method === 'getItem') return all([receiver], [`${method}()`, ...path]);
  if (method === 'exec' && args[0] && /^\/|^new RegExp|re(gex)?\w*$/i.test(receiver.text)) {
    return all(args.slice(0, 1), []);
  }
  if (!ofReceiver.has(method)) return [];
  const inside = ofElements.has(method) ? [...path, '*'] : path;
  const replaced = /^replace(All)?$/.test(method) ? args.slice(1) : [];
  return [
    ...all([receiver], method === 'split' ? [] : whole(path)),
    ...(inside === path ? [] : all([receiver], ['*', ...path])),
    ...all(replaced, []),
    ...(ofArguments.has(method) ? all(args, []) : []),
  ];
}

/** A property of what a function makes may be any part of what it was given. */
function whole(path: Path): Path {
  return path.length === 0 ? path : ['*'];
}

function byModule(callee: Node, file: ParsedFile): boolean {
  const origin = originOf(callee, file);
  if (!origin) return false;
  const { module, name } = origin;
  if (lodashPrefix.test(module)) return true;
  return modules.get(module)?.test(name) ?? false;
}

function isGlobalOrImport(receiver: Node, file: ParsedFile): boolean {
  const binding = file.resolve(receiver);
  return !binding || binding.imported !== undefined;
}

const fileReads =
  /^(readFileSync|readFile|readlinkSync|readdirSync|readJsonSync|readJson|readJSON|readlink|readdir)$/;
const domReads = /^(val|attr|text|data|getAttribute|prop|getItem)$/;
const requests = /^(fetch|axios|got|request|needle|superagent|ky|\$fetch)$/;

/** What somebody has copied from another page. */
const pasted = /\b(clipboardData|dataTransfer|clipboard)$/;

/** What a call gives that an outsider decides on. */
export function callSource(call: Call, path: Path, file: ParsedFile): SourceKind | undefined {
  const { receiver, method, args } = call;
  const name = nameOf(call);
  if (fileReads.test(name)) return 'stored';
  if (isArchive(call, path, file)) return 'archive';
  if (receiver !== undefined && method !== undefined) {
    const text = receiver.text.slice(0, 200);
    if (
      domReads.test(method) &&
      args.length <= 1 &&
      /^(\$|jQuery)\s*\(|^\$\w+$|^document\.|^(localStorage|sessionStorage)$/.test(text)
    ) {
      return args.length === 0 || /attr|data|getAttribute|prop|getItem/.test(method)
        ? 'dom'
        : undefined;
    }
    if (/^(getData|readText)$/.test(method)) return pasted.test(text) ? 'dom' : undefined;
    // What a handler is given has such a name, too.
    const isGiven =
      receiver.type === 'identifier' && file.resolve(receiver)?.parameter !== undefined;
    if (
      (requests.test(text) && !isGiven) ||
      (requests.test(originOf(receiver, file)?.module ?? '') && method !== 'create')
    ) {
      return 'response';
    }
    return undefined;
  }
  if (requests.test(name) && !isOfFile(call.callee, file)) return 'response';
  if (name === 'prompt' && args.length <= 2) return 'local';
  if (/^(useSearchParams|useParams|useLocation)$/.test(name)) return 'page';
  if (/^use(Route|Router)$/.test(name)) return routeParts.has(path[0] ?? '') ? 'page' : undefined;
  if (name === 'require' || name === 'import') return undefined;
  const origin = originOf(call.callee, file);
  if (origin && moduleOf(origin.module) === 'prompt-sync') return 'local';
  return undefined;
}

/** A function of the file, or one that it was handed, has its name from the file's author. */
function isOfFile(callee: Node, file: ParsedFile): boolean {
  const binding = callee.type === 'identifier' ? file.resolve(callee) : undefined;
  return binding?.declared !== undefined || binding?.parameter !== undefined;
}

const numbers = /^(parseInt|parseFloat|Number|Boolean|BigInt|isNaN|isFinite)$/;

/** Numbers and truth values carry no text. */
export function isNumber(call: Call, file: ParsedFile): boolean {
  const name = nameOf(call);
  if (call.receiver === undefined) return numbers.test(name) && !file.resolve(call.callee);
  if (name === 'map' && numbers.test(call.args[0]?.text ?? '')) return true;
  const owner = call.receiver.text;
  if (owner === 'Number' || owner === 'Math' || owner === 'Date') return true;
  return /^(indexOf|lastIndexOf|charCodeAt|codePointAt|localeCompare|includes|startsWith|endsWith|test|search|has|some|every|toFixed|getTime|toISOString|hasOwnProperty)$/.test(
    name,
  );
}
