import type { Path } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { Carried } from '../flow/carriers';
import type { Call } from '../flow/value';
import { namesOf } from './names';
import { writesToThis } from './writes';

/** Methods whose result is a part of the text, or of the elements, that they are called on. */
const ofReceiver = new Set(
  'strip lstrip rstrip lower upper title capitalize casefold swapcase replace format format_map join split rsplit splitlines partition rpartition encode decode expandtabs zfill ljust rjust center translate removeprefix removesuffix get getlist getall getone getfirst getvalue pop popitem copy items values keys setdefault read readline readlines read_text read_bytes group groups groupdict json as_posix joinpath with_suffix with_name resolve absolute expanduser relative_to geturl _asdict to_dict dict model_dump tobytes hex get_json get_data to_python substitute safe_substitute getvalue next send render union difference intersection sort reverse isoformat __str__ toPython filter first all __getitem__ __add__ __format__ is_file lines chunks'.split(
    ' ',
  ),
);
/** Those that also put their arguments in. */
const ofArguments = new Set(
  'format format_map join joinpath with_suffix with_name substitute safe_substitute setdefault get pop ljust rjust center render union'.split(
    ' ',
  ),
);
/** Their results are made of the elements of what they get. */
const joins = new Set(['join']);
/** Their results are made of elements of what they are called on. */
const ofElements = new Set('pop popitem values items first next'.split(' '));

const builtins = new Set(
  'str bytes bytearray list tuple set frozenset dict sorted reversed iter next repr format max min memoryview ascii vars unicode basestring filter super copy'.split(
    ' ',
  ),
);

/** Functions of modules whose result is made of all their arguments. */
const functions =
  /^((os\.path|posixpath|ntpath)\.(join|normpath|abspath|realpath|expanduser|expandvars|dirname|splitext|split|normcase|relpath|fspath|commonprefix)|os\.(fspath|fsencode|fsdecode)|urllib\.parse\.\w+|urllib\.(unquote|quote|urlencode|unquote_plus|quote_plus)|urlparse\.\w+|six\.\w+(\.\w+)*|json\.(loads|dumps|load)|simplejson\.\w+|ujson\.\w+|orjson\.\w+|ast\.literal_eval|base64\.\w+|binascii\.\w+|codecs\.\w+|copy\.(copy|deepcopy)|html\.(escape|unescape)|cgi\.escape|textwrap\.\w+|re\.(findall|split|escape|finditer)|string\.Template|pathlib\.\w*Path(\.\w+)?|io\.(StringIO|BytesIO|TextIOWrapper|BufferedReader)|collections\.\w+|itertools\.chain(\.from_iterable)?|yaml\.(safe_load|load)|shlex\.(split|quote|join)|pipes\.quote|typing\.cast|unicodedata\.normalize|markupsafe\.\w+|flask\.(escape|Markup)|django\.utils\.(encoding|html|safestring|text|http)\.\w+|bleach\.\w+|werkzeug\.(utils\.)?\w+|jinja2\.(escape|Markup)|asyncio\.(wait_for|gather|shield)|tornado\.escape\.\w+|xmltodict\.parse|markdown\.markdown|werkzeug\.datastructures\.\w+|operator\.\w+|locale\.\w+|email\.utils\.\w+|yarl\.URL|furl\.furl|httpx\.URL|quopri\.\w+|zlib\.\w+|gzip\.decompress|struct\.unpack|ldap3?\.(\w+\.)*escape_\w+|xml\.sax\.saxutils\.\w+|sqlalchemy\.(\w+\.)*text|attr\.asdict|dataclasses\.asdict|psycopg2\.sql\.\w+|aiofiles\.os\.path\.\w+|flask\.json\.\w+|lxml\.etree\.(fromstring|parse|XML)|pickle\.loads)$/;

/** What the result of a call that is not to a function of this file is made of. */
export function pythonCarriers(call: Call, path: Path, file: ParsedFile): readonly Carried[] {
  const { callee, receiver, method, args, named } = call;
  const all = (found: readonly Node[], into: Path): Carried[] =>
    found.map((from) => ({ from, path: into }));
  const given = [...args, ...named.values()];
  const wraps = path.length === 0 ? path : ['*'];
  if (receiver === undefined || method === undefined) {
    const binding = callee.type === 'identifier' ? file.resolve(callee) : undefined;
    if (callee.type === 'identifier' && !binding) return builtin(callee.text, call, path, file);
    if (binding?.declared?.type === 'class_definition') return writesToThis(path, file);
    return isCarrier(callee, file) ? all(given, wraps) : regexParts(callee, call, file);
  }
  if (isCarrier(callee, file)) return all(given, wraps);
  const parts = regexParts(callee, call, file);
  if (parts.length > 0) return parts;
  if (!ofReceiver.has(method)) return [];
  const replaced = method === 'replace' ? args.slice(1) : [];
  const isSplit = /split|partition|keys/.test(method);
  return [
    ...all([receiver], isSplit ? [] : wraps),
    ...(ofElements.has(method) ? all([receiver], ['*', ...path.slice(1)]) : []),
    ...(method === 'get' ? keyed(receiver, args[0], path) : []),
    ...all(replaced, []),
    ...(ofArguments.has(method)
      ? all(method === 'get' ? args.slice(1) : given, joins.has(method) ? ['*'] : [])
      : []),
  ];
}

/** `d.get('key')` is what `d` holds by that name. */
function keyed(receiver: Node, key: Node | undefined, path: Path): readonly Carried[] {
  const name = key?.type === 'string' ? key.text.replace(/^\w*['"]+|['"]+$/g, '') : '*';
  return [{ from: receiver, path: [name, ...path] }];
}

function builtin(name: string, call: Call, path: Path, file: ParsedFile): readonly Carried[] {
  const [first, second] = call.args;
  const rest = path.slice(1);
  switch (name) {
    case 'enumerate':
      // The second of each pair.
      return first && path[1] !== '0' ? [{ from: first, path: ['*', ...path.slice(2)] }] : [];
    case 'zip':
      return call.args.flatMap((from, at) =>
        path[1] === undefined || path[1] === '*' || path[1] === String(at)
          ? [{ from, path: ['*', ...path.slice(2)] }]
          : [],
      );
    case 'map':
      return call.args.slice(1).map((from) => ({ from, path: ['*', ...rest] }));
    case 'getattr':
      return first
        ? [{ from: first, path: [second?.text.replace(/['"]/g, '') ?? '*', ...path] }]
        : [];
    case 'dict':
      return [
        ...call.args.map((from) => ({ from, path })),
        ...[...call.named].flatMap(([key, from]) =>
          path.length > 0 && (path[0] === key || path[0] === '*') ? [{ from, path: rest }] : [],
        ),
      ];
    case 'list':
    case 'tuple':
    case 'set':
    case 'sorted':
    case 'reversed':
    case 'iter':
    case 'frozenset':
    case 'filter':
    case 'copy':
      return call.args.map((from) => ({ from, path }));
    case 'next':
    case 'max':
    case 'min':
      return call.args.flatMap((from) => [
        { from, path: ['*', ...path] },
        { from, path },
      ]);
    default:
      if (builtins.has(name)) {
        return call.args.map((from) => ({ from, path: path.length === 0 ? path : ['*'] }));
      }
      return isCarrier(call.callee, file) ? call.args.map((from) => ({ from, path: [] })) : [];
  }
}

function isCarrier(callee: Node, file: ParsedFile): boolean {
  return namesOf(callee, file).some((name) => functions.test(name));
}

/** `re.sub(pattern, replacement, text)`, `re.match(pattern, text)` and the same of compiled ones. */
function regexParts(callee: Node, { args }: Call, file: ParsedFile): readonly Carried[] {
  for (const name of namesOf(callee, file)) {
    const match = /^(?:re|regex)\.(compile\(\)\.)?(subn?|match|fullmatch|search)$/.exec(name);
    if (!match) continue;
    const given = args.slice(match[1] === undefined ? 1 : 0);
    return given.slice(0, match[2]?.startsWith('sub') ? 2 : 1).map((from) => ({ from, path: [] }));
  }
  return [];
}

const numberCalls = new Set(
  'int float bool len abs round ord hash id isinstance issubclass hasattr callable any all sum complex divmod'.split(
    ' ',
  ),
);
const numberMethods =
  /^(startswith|endswith|isdigit|isnumeric|isalnum|isalpha|isdecimal|find|rfind|index|rindex|count|digest|hexdigest|exists|is_valid|timestamp|total_seconds|bit_length|__len__|fileno)$/;
const numberFunctions =
  /^(uuid\.(UUID|uuid\d)|decimal\.Decimal|datetime\.\w+\.(strptime|fromisoformat|fromtimestamp)|math\.\w+|os\.path\.(exists|isfile|isdir|getsize|getmtime)|ipaddress\.\w+|hashlib\.\w+|hmac\.new|time\.\w+|datetime\.\w+)$/;

/** Numbers and truth values carry no text; neither do hashes. */
export function pythonNumber({ callee, receiver, method }: Call, file: ParsedFile): boolean {
  if (receiver === undefined) {
    if (callee.type !== 'identifier') return false;
    if (!file.resolve(callee)) return numberCalls.has(callee.text);
    return namesOf(callee, file).some((name) => numberFunctions.test(name));
  }
  if (method !== undefined && numberMethods.test(method)) return true;
  return namesOf(callee, file).some((name) => numberFunctions.test(name));
}
