import { lastPart } from './nodes';
import type { Call, Facts } from './outline';

/** What code can do beyond computing. */
export type Capability = 'eval' | 'load' | 'process' | 'deserialise' | 'network' | 'write';

export const capabilityWords: Readonly<Record<Capability, string>> = {
  eval: 'runs text as code',
  load: 'loads code by a name that is only known at run time',
  process: 'starts another program',
  deserialise: 'makes objects out of foreign data, which can run code',
  network: 'talks to the network',
  write: 'writes or deletes files',
};

const byName: readonly (readonly [Capability, RegExp])[] = [
  [
    'eval',
    /^(eval|Function|execScript|exec|compile)$|^(window|globalThis|global|builtins|__builtins__)\.(eval|Function|exec)$|(^|\.)vm\d?\.(run\w+|Script|compileFunction)$|^(runInNewContext|runInThisContext|runInContext)$/,
  ],
  [
    'process',
    /(^|\.)(child_process|childProcess|cp|proc|subprocess|sp|shelljs|shell|execa|pty|asyncio)\.(exec|execSync|execFile|execFileSync|spawn|spawnSync|fork|run|call|Popen|check_output|check_call|getoutput|command|create_subprocess_\w+)$|^(execSync|execFile|execFileSync|spawn|spawnSync|fork|execa|Popen|check_output|check_call)$|^require\(\)\.(exec|spawn|fork)\w*$|^os\.(system|popen|exec[lv]\w*|spawn\w+|startfile)$/,
  ],
  [
    'deserialise',
    /^(pickle|cPickle|dill|marshal|shelve|jsonpickle|joblib|torch)\.(loads?|open|decode|Unpickler)$|^yaml\.(unsafe_load|full_load)$|(^|\.)(unserialize|deserialize)$/,
  ],
  [
    'network',
    /^(fetch|axios|got|needle|superagent|urlopen|XMLHttpRequest|WebSocket|EventSource|Socket|create_connection)$|^(window|globalThis|global|self)\.fetch$|^(axios|got|needle|superagent|requests|httpx|aiohttp|urllib3?|undici|\$|jQuery)\.(get|post|put|patch|delete|head|request|ajax|getJSON|stream|urlopen|ClientSession)$|(^|\.)(https?|http2|net|tls|dgram)\.(request|get|connect|createConnection|createSocket|createServer)$|^urllib\.request\.(urlopen|urlretrieve)$|^socket\.(socket|create_connection)$|(^|\.)navigator\.sendBeacon$|^(smtplib\.SMTP\w*|ftplib\.FTP|paramiko\.SSHClient|http\.client\.\w+)$/,
  ],
  [
    'write',
    /(^|\.)(fs|fsp|fse|promises|fsPromises)\.(writeFile|appendFile|createWriteStream|unlink|rm|rmdir|rename|chmod|chown|symlink|link|truncate|copyFile|cp|write|outputFile|remove|writeJson)(Sync)?$|^(writeFile|appendFile|createWriteStream|unlink|rmdir|writeFileSync|appendFileSync|unlinkSync|rmSync)$|^os\.(remove|unlink|rmdir|removedirs|rename|replace|chmod|chown|symlink)$|^shutil\.(rmtree|move|copy\w*)$|\.(write_text|write_bytes)$/,
  ],
];

/** What a call can do, by its name and what it is given. `text` is the file that it is in. */
export function capabilityOf(call: Call, text: string): Capability | undefined {
  const { name, args } = call;
  if (/^(require|import|__import__|importlib\.import_module|import_module)$/.test(name)) {
    return args[0] !== undefined && !/^[bru]?['`][^$]*$/.test(args[0]) ? 'load' : undefined;
  }
  if (/^(setTimeout|setInterval)$/.test(name))
    return /^['`]/.test(args[0] ?? '') ? 'eval' : undefined;
  if (name === 'open') return /^['"][rbt]*[wax+]/.test(modeOf(args)) ? 'write' : undefined;
  if (name === 'exec' || name === 'compile') return bareExec(name, args, text);
  if (name.endsWith('.constructor') && /^'return/.test(args[0] ?? '')) return 'eval';
  if (name === 'yaml.load')
    return /\b(Unsafe|Full)?Loader\b/.test(args[1] ?? '') && !/Safe/.test(args[1] ?? '')
      ? 'deserialise'
      : undefined;
  return byName.find(([, pattern]) => pattern.test(name))?.[0];
}

function modeOf(args: readonly string[]): string {
  const named = args.find((arg) => arg.startsWith('mode'));
  return named?.replace(/^mode=/, '') ?? args[1] ?? '';
}

/** Python runs code by `exec`; in JavaScript, that name is a program's, where it is taken from the module. */
function bareExec(name: string, args: readonly string[], text: string): Capability | undefined {
  if (/\bchild_process\b/.test(text)) return name === 'exec' ? 'process' : undefined;
  const isPython = !/\b(const|let|var|function)\b|=>/.test(text);
  return isPython && args.length > 0 ? 'eval' : undefined;
}

const environment = /\bprocess\.env\b|\bos\.environ\b|\bgetenv\(|\/etc\/passwd|\.ssh\/|\.aws\//;

/** Whether a call sends what the environment holds to the network, other than a key for the server that it asks. */
export function readsSecretsOut(call: Call): boolean {
  if (capabilityOf(call, '') !== 'network') return false;
  const body = call.args.slice(1).join(' ');
  const whole = /\b(process\.env|os\.environ)\b(?!\.|\[)/.test(call.args.join(' '));
  const isHeader = /\b(headers|auth|Authorization|token|proxies|timeout)\b/.test(body);
  return whole || (environment.test(body) && !isHeader);
}

export interface Payload {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** What is decoded is run on the changed lines too. */
  readonly isRun: boolean;
}

const decoders =
  /(^|\.)(atob|Buffer\.from|new Buffer|Buffer|b64decode|b32decode|b16decode|a85decode|unhexlify|a2b_base64|a2b_hex|fromhex|fromCharCode|decompress|inflateSync|gunzipSync|unescape|decodeURIComponent)$/;
const runners =
  /^(eval|Function|exec|execSync|compile|setTimeout|runIn\w+|system|require|import|__import__|spawn|spawnSync|run|Popen|loads)$/;

/** Long encoded texts that changed lines decode. */
export function hiddenPayloads({ calls, text: lines }: Facts): readonly Payload[] {
  const isRun = calls.some(
    ({ name, args }) => runners.test(lastPart(name)) && !/^'[\w./-]*'$/.test(args[0] ?? ''),
  );
  return calls.flatMap(({ path, line, name, args }) => {
    if (!decoders.test(name)) return [];
    const isNamed = /^[\w$.]+$/.test(args[0] ?? '') && namedText.test(lines);
    if (!isNamed && !args.some((arg) => isEncoded(arg, args))) return [];
    return [{ path, line, text: args.join(), isRun }];
  });
}

/** So long that nobody reads it. */
const longText = /^[bru]?['`]([A-Za-z\d+/=_-]{24,}|(\\x[\da-f]{2}|%[\da-f]{2}){8,})['`]?/i;

const namedText = /=\s*[bru]?['"`][A-Za-z\d+/=_-]{40,}['"`]/;

function isEncoded(arg: string, args: readonly string[]): boolean {
  if (longText.test(arg)) return true;
  const codes = args.filter((one) => /^(0x)?[\da-f]{2,4}$/i.test(one)).length;
  return codes >= 8 || /^(\.\.\.)?\[(0x)?\d+(,\s?(0x)?[\da-f]+){7,}/i.test(arg);
}
