import type { Rationale, TextEdit } from '../draft';
import type { Span } from '../span';
import type { ConfigRule } from './configLanguage';
import { variablesOf } from './dockerfileImages';
import type { Dockerfile } from './dockerfileParser';
import { type DockerScript, dockerScripts } from './dockerfileShell';
import { withoutWords } from './dockerfileWords';
import type { Detection, RecipeResult } from './rule';
import { refuse, snippet } from './rule';
import type { ShellCommand, ShellWord } from './shellScript';
import { programOf } from './shellScript';

/** Downloads whose sender nobody checks. */
export const dockerTls: ConfigRule<Dockerfile> = {
  id: 'docker-tls-verification',
  title: 'A build takes downloads from anybody',
  cwe: ['CWE-295', 'CWE-347', 'CWE-297', 'CWE-345'],
  languages: ['dockerfile'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'A certificate or a signature is what tells a download from one that somebody on the way has changed.',
    attack:
      'Somebody on the network of the build answers in the name of the server, and the image holds their program.',
    fix: 'Leave the check on; add a private certificate authority with `update-ca-certificates`, or the key of the repository.',
    sources: [
      'https://cwe.mitre.org/data/definitions/295.html',
      'https://curl.se/docs/sslcerts.html',
    ],
  },
  topic: /\btls\b|\bssl\b|certificate|insecure|unauthenticated|trusted.?host/i,
  recipe: { does: 'Takes the option away, or switches the check on', review: 'test' },
  detect(file) {
    const inScripts = dockerScripts(file).flatMap((script) =>
      script.commands.flatMap((command) =>
        switchedOff(command).map((off) => detectionOf(off, file, script, command)),
      ),
    );
    const inEnvironment = file.instructions
      .filter(({ keyword }) => keyword === 'ENV' || keyword === 'ARG')
      .flatMap((one) => variablesOf(one))
      .filter(({ name, value }) => isSwitch(name, value))
      .map(({ name, start, end }) => variableOff({ start, end }, name, file));
    return [...inScripts, ...inEnvironment];
  },
};

/** A check that a command switches off. */
interface Off {
  readonly words: readonly [ShellWord, ...ShellWord[]];
  /** What may happen to the words: they go, another takes their place, or it is for a person. */
  readonly change: { readonly to: string } | { readonly why: string };
}

const gone = { to: '' };

function switchedOff(command: ShellCommand): readonly Off[] {
  const set = command.words.flatMap((word) => {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(word.text) ?? [];
    const why = 'The check is switched off by a variable.';
    return isSwitch(name, value) ? [{ words: [word] as const, change: { why } }] : [];
  });
  const program = programOf(command);
  if (!program) return set;
  const { name, args } = program;
  const [off] = programs.flatMap(([programName, find]) =>
    programName.test(name) ? (find(args) ?? []) : [],
  );
  return off ? [...set, off] : set;
}

type Find = (args: readonly ShellWord[]) => Off | undefined;

const programs: readonly (readonly [RegExp, Find])[] = [
  [/^curl$/, curlOff],
  [/^wget$/, (args) => (isLocal(args) ? undefined : option(args, /^--no-check-certificate$/))],
  [/^(?:apt|apt-get|aptitude)$/, (args) => option(args, /^--(?:allow-unauthenticated|force-yes)$/)],
  [
    /^(?:apt|apt-get)$/,
    (args) =>
      option(
        args,
        /^(?:-o)?(?:Acquire::https?::(?:.*::)?Verify-(?:Peer|Host)=["']?false|Acquire::AllowInsecureRepositories=["']?(?:true|1)|APT::Get::AllowUnauthenticated=["']?(?:true|1))/i,
        {
          why: 'The check is switched off by a setting.',
        },
      ),
  ],
  [/^apk$/, (args) => option(args, /^--allow-untrusted$/)],
  [/^(?:yum|dnf|microdnf|tdnf)$/, (args) => option(args, /^--nogpgcheck$/)],
  [/^zypper$/, (args) => option(args, /^--no-gpg-checks$/)],
  [/^(?:npm|yarn|pnpm)$/, (args) => setting(args, /^strict-ssl$/i, /^false$/, 'true')],
  [/^(?:npm|yarn|pnpm)$/, (args) => option(args, /^--(?:no-strict-ssl|strict-ssl=false)$/)],
  [/^git$/, (args) => setting(args, /^http\.(?:.*\.)?sslverify$/i, /^(?:false|0)$/, 'true')],
  [
    /^git$/,
    (args) =>
      option(args, /^http\.sslverify=(?:false|0)$/i, {
        why: 'The check is switched off by a setting.',
      }),
  ],
  [/^(?:pip[\d.]*|python[\d.]*|uv)$/, pipOff],
];

/** Short options of curl that take a value, so that the letters after them are none. */
const valued = 'AbcCdDeEFhHKmoPQrtTuUwxXyYz';

function curlOff(args: readonly ShellWord[]): Off | undefined {
  if (isLocal(args)) return undefined;
  for (const word of args) {
    if (word.text === '--insecure') return { words: [word], change: gone };
    const letters = /^-([A-Za-z#0-9]+)$/.exec(word.text)?.[1] ?? '';
    const end = [...letters].findIndex((letter) => valued.includes(letter));
    const flags = end < 0 ? letters : letters.slice(0, end);
    if (!flags.includes('k')) continue;
    const rest = `${flags.replaceAll('k', '')}${letters.slice(flags.length)}`;
    return { words: [word], change: { to: rest === '' ? '' : `-${rest}` } };
  }
  return undefined;
}

/** A download from the machine itself, which nobody stands in the way of. */
function isLocal(args: readonly ShellWord[]): boolean {
  const addresses = args.filter(({ text }) => /^\w+:\/\/|^localhost\b/.test(text));
  const isOwn = ({ text }: ShellWord) =>
    /^(?:\w+:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/.test(text);
  return addresses.length > 0 && addresses.every(isOwn);
}

function option(
  args: readonly ShellWord[],
  pattern: RegExp,
  change: Off['change'] = gone,
): Off | undefined {
  const word = args.find(({ text }) => pattern.test(text));
  return word && { words: [word], change };
}

function setting(
  args: readonly ShellWord[],
  key: RegExp,
  off: RegExp,
  to: string,
): Off | undefined {
  const at = args.findIndex(({ text }) => key.test(text));
  const value = at < 0 ? undefined : args[at + 1];
  return value && off.test(value.text) ? { words: [value], change: { to } } : undefined;
}

function pipOff(args: readonly ShellWord[]): Off | undefined {
  const at = args.findIndex(({ text }) => /^--trusted-host(?:=|$)/.test(text));
  const word = args[at];
  if (!word) {
    const value = setting(args, /^(?:global|install)\.trusted-host$/, /./, '');
    return (
      value && { ...value, change: { why: 'The check is switched off for good by a setting.' } }
    );
  }
  const next = args[at + 1];
  const host = word.text.slice('--trusted-host='.length) || (next?.text ?? '');
  if (/^(?:localhost|127\.)/.test(host)) return undefined;
  const isPublic = /^(?:pypi\.org|files\.pythonhosted\.org|pypi\.python\.org)(?::443)?$/.test(host);
  const why = `The certificate of ${snippet(host)} may be one that only your network knows.`;
  const both = !word.text.includes('=') && next ? ([word, next] as const) : ([word] as const);
  return { words: both, change: isPublic ? gone : { why } };
}

function isSwitch(name: string, value: string): boolean {
  if (/^(?:NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY)$/.test(name))
    return /^["']?0["']?$/.test(value);
  if (/^NPM_CONFIG_STRICT_SSL$/i.test(name)) return /^["']?false["']?$/i.test(value);
  return name === 'GIT_SSL_NO_VERIFY' && /^["']?(?:1|true)["']?$/i.test(value);
}

function detectionOf(
  { words, change }: Off,
  file: Dockerfile,
  { isExec }: DockerScript,
  command: ShellCommand,
): Detection {
  const [first] = words;
  const span = { start: first.start, end: (words.at(-1) ?? first).end };
  const code = file.text.slice(span.start, span.end);
  const name = programOf(command)?.name ?? '';
  return {
    ruleId: dockerTls.id,
    ...span,
    message: `${snippet(code)} makes ${snippet(name)} take what anybody sends.`,
    recipe: () => {
      if ('why' in change) return refuse(change.why);
      if (isExec) return refuse('The command is a list in brackets, not a line for a shell.');
      const edits =
        change.to === '' ? withoutWords(words, file.text) : replaced(words, change.to, file);
      return 'ok' in edits ? edits : { ok: true, edits, rationale: rationaleFor(code) };
    },
  };
}

function replaced(words: Off['words'], to: string, { text }: Dockerfile) {
  const [{ start, end, text: said }] = words;
  if (text.slice(start, end) !== said) return refuse('The word is written in quotes or in parts.');
  return [{ start, end, text: to }] satisfies readonly TextEdit[];
}

function variableOff(span: Span, name: string, { text }: Dockerfile): Detection {
  const code = text.slice(span.start, span.end);
  const value = /(?<=[=\s]["']?)(?:0|false)(?=["']?$)/i.exec(code);
  const start = span.start + (value?.index ?? 0);
  const recipe = (): RecipeResult => {
    if (!value) return refuse(`Any value of ${snippet(name)} switches the check off.`);
    const to = /^0$/.test(value[0]) ? '1' : 'true';
    const edits = [{ start, end: start + value[0].length, text: to }];
    return { ok: true, edits, rationale: rationaleFor(code) };
  };
  const message = `${snippet(code)} makes programs take what anybody sends.`;
  return { ruleId: dockerTls.id, ...span, message, recipe };
}

function rationaleFor(code: string): Rationale {
  return {
    whyVulnerable: `With ${snippet(code)} the build takes a download from anybody who answers in the name of the server.`,
    whyFixed:
      'The certificate or signature is checked again, so a changed download ends the build.',
    mayBreak: [
      'Builds that reach a server with a private or expired certificate, or an unsigned repository, fail from now on.',
    ],
    alternatives: [
      {
        option: 'Add the certificate authority or the key of the repository to the image',
        whyNot: 'Neither is known here. Add it when a build needs it.',
      },
    ],
    assumptions: [
      'The servers have certificates, and the repositories signatures, that the base image trusts.',
    ],
  };
}
