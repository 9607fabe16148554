import { javascriptCall } from '../flow/javascript';
import type { Node } from '../syntax';
import { callNamed } from './flowRule';
import { originOf } from './imports';
import { detected } from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import type { Rule } from './rule';
import { snippet } from './rule';

const modules = /^(serve-static|koa-static|serve-index|ecstatic|node-static|st|serve-handler)$/;

/** A folder that is served as it is, with what nobody is meant to see. */
export const exposedFolder: Rule = {
  id: 'exposed-folder',
  title: 'A server hands out its own folder',
  cwe: ['CWE-200', 'CWE-219', 'CWE-548'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'Beside the pages lie the code of the server, its settings, and the packages that it uses.',
    attack: 'A request for /package.json or /config.json shows versions and secrets.',
    fix: 'Serve a folder that holds nothing else than what everybody may see.',
    sources: [
      'https://cwe.mitre.org/data/definitions/200.html',
      'https://expressjs.com/en/starter/static-files.html',
    ],
  },
  topic: /private.?file|expos.*(folder|director)|directory.?listing/i,
  words: ['static', 'serveStatic', 'serve', 'koaStatic'],
  needs: [['express', 'static', 'serve', 'koa']],
  detect: (file) =>
    file.findUsed('static', 'serveStatic', 'serve', 'koaStatic').flatMap((name) => {
      const site = callNamed(name);
      const [folder] = site?.call.args ?? [];
      if (!site || !folder || !servesFiles(site.call.callee, file)) return [];
      const held = heldIn(folder, file);
      if (held === undefined) return [];
      return detected(
        exposedFolder,
        site.node,
        `${snippet(file.code(folder))} is served to everybody, with ${held} in it.`,
      );
    }),
};

function servesFiles(callee: Node, file: ParsedFile): boolean {
  if (/^express\s*\.\s*static$/.test(callee.text)) return true;
  return modules.test(originOf(callee, file)?.module ?? '');
}

/** What lies in a folder that nobody is meant to see. */
function heldIn(folder: Node, file: ParsedFile): string | undefined {
  const path = written(folder, file);
  if (path === undefined) return undefined;
  if (/(^|\/)node_modules\/?$/.test(path)) return 'all packages of the server';
  if (/^(\/|[A-Z]:[\\/]{1,2}?)$/.test(path)) return 'all files of the machine';
  return /^\0?[./]*$/.test(path) ? 'the code and the settings' : undefined;
}

/** A path as far as the code says it; the folder of the code is `\0`. */
function written(node: Node, file: ParsedFile): string | undefined {
  const text = constantOf(node, file);
  if (text !== undefined) return text;
  if (node.type === '__dirname' || node.text === '__dirname') return '\0';
  if (node.type === 'identifier') {
    const binding = file.resolve(node);
    return binding?.constant && binding.value ? written(binding.value, file) : undefined;
  }
  if (node.type === 'binary_expression' || node.type === 'template_string') {
    const match = /^(?:__dirname\s*\+\s*(['"`])([^'"`]*)\1|`\$\{__dirname\}([^`$]*)`)$/.exec(
      node.text,
    );
    return match ? `\0${match[2] ?? match[3] ?? ''}` : undefined;
  }
  const call = javascriptCall(node);
  if (!call) return undefined;
  if (/^process\s*\.\s*cwd$/.test(call.callee.text)) return '\0';
  if (!/(^|\.)(join|resolve|normalize)$/.test(call.callee.text)) return undefined;
  const parts = call.args.map((one) => written(one, file));
  return parts.some((one) => one === undefined) ? undefined : parts.join('/').replace(/\/+/g, '/');
}
