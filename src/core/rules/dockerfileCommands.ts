import type { ConfigRule } from './configLanguage';
import type { Dockerfile } from './dockerfileParser';
import { type DockerScript, dockerScripts, pipedFrom } from './dockerfileShell';
import { snippet } from './rule';
import type { ShellCommand } from './shellScript';
import { programOf } from './shellScript';

/** Code from the network that is run as it comes. */
export const pipeToShell: ConfigRule<Dockerfile> = {
  id: 'docker-pipe-to-shell',
  title: 'A downloaded script is run unchecked',
  cwe: ['CWE-494', 'CWE-829', 'CWE-345'],
  languages: ['dockerfile'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'What an address serves is run as root in the build, and nobody has seen it.',
    attack:
      'Somebody who controls the server or its domain serves another script to this build, which ends up in the image.',
    fix: 'Download a named version to a file, compare its checksum, and run it then; or take the package from a signed repository.',
    sources: [
      'https://cwe.mitre.org/data/definitions/494.html',
      'https://docs.docker.com/build/building/best-practices/#run',
    ],
  },
  topic: /curl.*(?:bash|sh)\b|pipe.*shell|download.*(?:execut|run)/i,
  detect(file) {
    return dockerScripts(file).flatMap((script) =>
      script.commands.flatMap((command, at) => {
        const end = isDownload(command) ? endOfPipe(script, at) : endOfShell(command);
        if (end === undefined) return [];
        const { start } = command;
        const message = `${snippet(file.text.slice(start, end))} runs what the server sends, unseen.`;
        return [{ ruleId: pipeToShell.id, start, end, message }];
      }),
    );
  },
};

function isDownload(command: ShellCommand): boolean {
  const program = programOf(command);
  const isProgram = /^(?:curl|wget|fetch)$/.test(program?.name ?? '');
  // What comes from the machine itself is no download.
  return (
    isProgram && !program?.args.some(({ text }) => /^file:|\/\/(?:localhost|127\.)/.test(text))
  );
}

function endOfPipe(script: DockerScript, at: number): number | undefined {
  return pipedFrom(script, at).find(readsCode)?.end;
}

/** A program that runs what it reads, because it is given nothing else to run. */
function readsCode(command: ShellCommand): boolean {
  const { name = '', args = [] } = programOf(command) ?? {};
  if (!/^(?:(?:ba|da|z|k|a)?sh|python[\d.]*|node|perl|ruby|php)$/.test(name)) return false;
  const texts = args.map(({ text }) => text);
  const [first] = texts.filter(
    (text) => !/^[-+][a-z]+$/.test(text) || /^-(?:c|e)$|^-s$/.test(text),
  );
  return (
    first === undefined ||
    first === '-' ||
    first === '-s' ||
    first === '/dev/stdin' ||
    first === '--'
  );
}

/** `sh -c "$(curl …)"`, `bash <(curl …)`, `eval "$(curl …)"`. */
function endOfShell(command: ShellCommand): number | undefined {
  const { name = '', args = [] } = programOf(command) ?? {};
  const fetched = (open: RegExp) => args.some(({ text }) => open.test(text));
  const isShell = /^(?:ba|da|z|k|a)?sh$/.test(name);
  const isCode = args.some(({ text }) => /^-[a-z]*c$/.test(text));
  const runs =
    (isShell && isCode && fetched(/^(?:\$\(|`)\s*(?:sudo\s+)?(?:curl|wget)\s/)) ||
    ((isShell || /^(?:source|\.)$/.test(name)) && fetched(/^<\(\s*(?:curl|wget)\s/)) ||
    (name === 'eval' && fetched(/^(?:\$\(|`)\s*(?:curl|wget)\s/));
  return runs ? command.end : undefined;
}

/** Files that everybody may change. */
export const worldWritable: ConfigRule<Dockerfile> = {
  id: 'docker-world-writable',
  title: 'Files that every user may change',
  cwe: ['CWE-732', 'CWE-276', 'CWE-281'],
  languages: ['dockerfile'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'With such rights every process in the container may change the files.',
    attack:
      'Somebody who gets into one process, with whatever user, rewrites programs and settings that another one runs with more rights.',
    fix: 'Give the files to the user who needs them, as with `COPY --chown`, and take 755 or 644.',
    sources: [
      'https://cwe.mitre.org/data/definitions/732.html',
      'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod',
    ],
  },
  topic: /chmod|world.?writ|0?777|permissive/i,
  detect(file) {
    const inScripts = dockerScripts(file)
      .flatMap(({ commands }) => commands)
      .flatMap((command) => {
        const { name, args = [] } = programOf(command) ?? {};
        const mode = name === 'chmod' ? args.find(({ text }) => isMode(text)) : undefined;
        return mode && isOpen(mode.text) ? [{ start: command.start, end: mode.end }] : [];
      });
    const inFlags = file.instructions
      .filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
      .flatMap(({ flags }) => flags.filter(({ name, value }) => name === 'chmod' && isOpen(value)));
    return [...inScripts, ...inFlags].map(({ start, end }) => {
      const message = `${snippet(file.text.slice(start, end))} lets every user of the container change the files.`;
      return { ruleId: worldWritable.id, start, end, message };
    });
  },
};

function isMode(text: string): boolean {
  return /^[0-7]{3,4}$|^[ugoa]*[-+=][rwxXst]*(?:,|$)/.test(text) && !/^-[A-Zcfv]|^--/.test(text);
}

/** Others may write, and no sticky bit keeps them from each other's files, as in /tmp. */
function isOpen(mode: string): boolean {
  return (
    /^(?:[0246]?)[0-7]{2}[2367]$/.test(mode) ||
    /(?:^|,)[ug]*[oa][ugoa]*[+=][rxXs]*w[rxXs]*(?:,|$)/.test(mode)
  );
}
