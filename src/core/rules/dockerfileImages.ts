import type { ConfigRule } from './configLanguage';
import { isSecretValue } from './configSecrets';
import type { Dockerfile, Instruction, Stage, Word } from './dockerfileParser';
import { wordsOf } from './dockerfileParser';
import type { Detection } from './rule';
import { snippet } from './rule';

/** An image whose processes are root. */
export const rootUser: ConfigRule<Dockerfile> = {
  id: 'docker-root-user',
  title: 'The container runs as root',
  cwe: ['CWE-250', 'CWE-269', 'CWE-266'],
  languages: ['dockerfile'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'A process that is root in its container may change all files of the image, and is one step from root outside.',
    attack:
      'Somebody who gets code to run in the process rewrites the program, reads mounted secrets, and needs one flaw of the kernel or of the runtime to leave the container.',
    fix: 'Make a user for the process, and name it with `USER` before `CMD` or `ENTRYPOINT`.',
    sources: [
      'https://docs.docker.com/build/building/best-practices/#user',
      'https://cwe.mitre.org/data/definitions/250.html',
    ],
  },
  topic: /\broot\b|missing.?user|last.?user/i,
  detect({ path, text, stages }) {
    const last = stages.at(-1);
    if (!last || /(?:^|\/)\.devcontainer\//.test(path) || dropsRights.test(text)) return [];
    const chain = chainOf(last);
    const user = chain.flatMap(({ instructions }) => instructions.findLast(isUser) ?? [])[0];
    const rule = { ruleId: rootUser.id };
    if (user) {
      if (!/^(?:root|0)(?::|$)/.test(wordsOf(user)[0]?.text ?? '')) return [];
      const message = `${snippet(`USER ${user.args}`)} is the last one, so the container runs as root.`;
      return [{ ...rule, start: user.start, end: user.end, message }];
    }
    const base = chain.at(-1)?.image.text ?? '';
    const starts = chain.some(({ instructions }) => instructions.some(isStart));
    if (!starts || /\$/.test(base) || unprivileged.test(base)) return [];
    const message =
      'No `USER` follows, so the container runs as root unless its base image says otherwise.';
    return [{ ...rule, start: last.from.start, end: last.from.end, message }];
  },
};

/** Programs that an entry point leaves its rights with. */
const dropsRights = /\b(?:gosu|su-exec|setpriv|runuser|chpst|setuidgid|s6-setuidgid)\b/;

/** Base images whose user is another one. */
const unprivileged =
  /nonroot|non-root|unprivileged|rootless|chainguard|^bitnami\/|\/bitnami\/|^docker\.io\/bitnami\/|dhi\.io/i;

function isUser({ keyword }: Instruction): boolean {
  return keyword === 'USER';
}

function isStart({ keyword }: Instruction): boolean {
  return keyword === 'CMD' || keyword === 'ENTRYPOINT';
}

/** A stage, and those of this file that it is built on. */
function chainOf(last: Stage): readonly Stage[] {
  const chain: Stage[] = [];
  for (let stage: Stage | undefined = last; stage; stage = stage.base) chain.push(stage);
  return chain;
}

/** An image that is another one tomorrow. */
export const unpinnedImage: ConfigRule<Dockerfile> = {
  id: 'docker-unpinned-image',
  title: 'A base image without a version',
  cwe: ['CWE-1357', 'CWE-829', 'CWE-494'],
  languages: ['dockerfile'],
  severity: 'low',
  precision: 'high',
  help: {
    why: 'Without a tag, or with `latest`, each build takes whatever was pushed last.',
    attack:
      'A release with a flaw, or one that somebody pushed with a stolen account, is in the next build without anybody having chosen it.',
    fix: 'Name a version, and best the digest too, as in `node:22-slim@sha256:…`.',
    sources: [
      'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
      'https://cwe.mitre.org/data/definitions/1357.html',
    ],
  },
  topic: /latest.?tag|unpinned|untagged|image.?(?:version|tag)/i,
  detect({ stages, instructions }) {
    const bases = stages
      .filter(({ image, base }) => isFloating(image.text) && !base)
      .map(({ image }) => image);
    const copied = instructions
      .filter(({ keyword }) => keyword === 'COPY')
      .flatMap(({ flags }) => flags.filter(({ name }) => name === 'from'))
      .filter(({ value }) => /[/:]/.test(value) && isFloating(value))
      .map(({ start, end, value }) => ({ start, end, text: value }));
    return [...bases, ...copied].map(({ start, end, text }: Word) => ({
      ruleId: unpinnedImage.id,
      start,
      end,
      message: `${snippet(text)} is another image with each release: it names no version.`,
    }));
  },
};

function isFloating(image: string): boolean {
  if (/[$@]/.test(image) || image.toLowerCase() === 'scratch') return false;
  const tag = /:([^/:]*)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest';
}

/** A file from the network that nothing checks. */
export const remoteAdd: ConfigRule<Dockerfile> = {
  id: 'docker-remote-add',
  title: 'A download goes into the image unchecked',
  cwe: ['CWE-494', 'CWE-829', 'CWE-345'],
  languages: ['dockerfile'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: '`ADD` takes what an address serves at the time of the build.',
    attack:
      'Somebody who controls the server, its domain or, without TLS, the network serves another file, which becomes part of the image.',
    fix: 'Add `--checksum=sha256:…`, or, for a repository, the full commit hash after `#`.',
    sources: [
      'https://docs.docker.com/reference/dockerfile/#add---checksum',
      'https://cwe.mitre.org/data/definitions/494.html',
    ],
  },
  topic: /\bADD\b|remote.?(?:file|url)|checksum/,
  detect({ instructions }) {
    return instructions
      .filter(
        ({ keyword, flags }) => keyword === 'ADD' && !flags.some(({ name }) => name === 'checksum'),
      )
      .flatMap((add) =>
        wordsOf(add)
          .slice(0, -1)
          .filter(({ text }) => isRemote(text)),
      )
      .map(({ start, end, text }) => ({
        ruleId: remoteAdd.id,
        start,
        end,
        message: `${snippet(text)} goes into the image without a checksum.`,
      }));
  },
};

function isRemote(source: string): boolean {
  const isAddress = /^(?:https?|ftp|git|ssh):\/\/\S|^git@[\w.-]+:/i.test(source);
  return isAddress && !/#[\da-f]{40}(?:[:/]|$)|[?&]checksum=/i.test(source);
}

/** A secret that everybody who has the image has. */
export const imageSecret: ConfigRule<Dockerfile> = {
  id: 'docker-secret',
  title: 'A secret is part of the image',
  cwe: ['CWE-798', 'CWE-259', 'CWE-321', 'CWE-522'],
  languages: ['dockerfile'],
  severity: 'high',
  precision: 'medium',
  help: {
    why: 'Values of `ENV` and `ARG` stay in the image and in its history, and the Dockerfile in version control.',
    attack: 'Whoever may pull the image or read the repository reads the secret with one command.',
    fix: 'Take a new secret, and hand it over when the container starts, or to a build with `RUN --mount=type=secret`.',
    sources: [
      'https://docs.docker.com/build/building/secrets/',
      'https://cwe.mitre.org/data/definitions/798.html',
    ],
  },
  topic: /secret|credential|password|hard.?coded/i,
  detect({ instructions }) {
    return instructions
      .filter(({ keyword }) => keyword === 'ENV' || keyword === 'ARG')
      .flatMap((one) => variablesOf(one))
      .filter(({ name, value }) => isSecretValue(name, value))
      .map(({ name, start, end }): Detection => {
        const message = `${snippet(name)} holds a secret that stays in the image and in its history.`;
        return { ruleId: imageSecret.id, start, end, message };
      });
  },
};

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const assignment =
  /(?<![\w.-])([\w.-]+)=("(?:[^"\\]|\\.){0,1000}"|'[^']{0,1000}'|(?:[^\s"'\\]|\\.)*)/g;

/** What an `ENV` or `ARG` sets, in the old form without an equals sign too. */
export function variablesOf({ args, argsStart }: Instruction): readonly Variable[] {
  const old = /^([\w.-]+)[ \t]+([^=\s].*|[^\s=]+=.*)$/.exec(args);
  const isOld = old && !/^[\w.-]+=/.test(args);
  if (isOld) {
    const [, name = '', value = ''] = old;
    return [
      { name, value: unquoted(value.trim()), start: argsStart, end: argsStart + args.length },
    ];
  }
  return [...args.matchAll(assignment)].map((match) => {
    const [whole, name = '', value = ''] = match;
    const start = argsStart + match.index;
    return { name, value: unquoted(value), start, end: start + whole.length };
  });
}

function unquoted(value: string): string {
  return /^(["'])[^]*\1$/.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}
