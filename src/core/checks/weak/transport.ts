import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import { functionOf } from '../around';
import { callOf, callTypes, optionsIn, stringOf } from './code';
import type { Look, Suspect } from './look';

const clear = 'Without TLS anybody on the way reads and changes what is sent. Keep https.';

/** TLS that is given up, or whose warnings are silenced. */
export function* givenUpTls(look: Look): Generator<Suspect> {
  for (const node of look.nodes('string', 'template_string')) {
    const text = /^[`'"](.*)[`'"]$/s.exec(node.text)?.[1] ?? '';
    const isModule = /^(?:node:)?http$/.test(text) && isImport(node);
    const secure = text.replace(/^(node:)?http(?=$|:)/, '$1https');
    const isLeft = /^http:\/\/(?!localhost|127\.)/.test(text) || isModule;
    if (!isLeft || !look.isNew(node) || !quotes(look.other, secure)) continue;
    if (quotes(look.root.text, secure) || quotes(look.other, text)) continue;
    yield {
      at: node,
      why: `${snippet(node.text)} takes the place of ${snippet(secure)}. ${clear}`,
    };
  }
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    const isSilenced =
      call?.name === 'disable_warnings' ||
      (/^(?:filterwarnings|simplefilter)$/.test(call?.name ?? '') &&
        /ignore/.test(call?.args[0]?.text ?? '') &&
        /Insecure|urllib3/.test(node.text));
    if (call && isSilenced) {
      yield {
        at: node,
        why: 'Only the warning is silenced, and certificates are as little looked at as before. Leave verification on.',
      };
    }
  }
}

function isImport(node: Node): boolean {
  const { parent } = node;
  return (
    parent?.type === 'import_statement' ||
    /^require\(/.test(parent?.parent?.text.slice(0, 10) ?? '')
  );
}

function quotes(text: string, inner: string): boolean {
  return [`'${inner}'`, `"${inner}"`, `\`${inner}\``].some((one) => text.includes(one));
}

const nobody = /^(?:undefined|null|true|void 0|\(\s*\))?;?$/;
const anyName =
  'A certificate of any name is let in: whoever has one for some other host stands in for this one. Hand on what the check of the name finds.';

/** Checks of a certificate's name that find nothing, whatever the name. */
export function* uncheckedNames(look: Look): Generator<Suspect> {
  for (const node of look.nodes('pair', 'method_definition', 'assignment_expression')) {
    const left = node.childForFieldName('left');
    const key =
      node.childForFieldName('key') ??
      node.childForFieldName('name') ??
      left?.childForFieldName('property');
    if (!key || (stringOf(key) ?? key.text) !== 'checkServerIdentity') continue;
    const value = node.childForFieldName('value') ?? node.childForFieldName('right') ?? node;
    const body = value.childForFieldName('body');
    if (body && !mayObject(body)) yield { at: node, why: anyName };
  }
  for (const node of look.nodes('assignment')) {
    const [, context, mode] =
      /^(\w+)\.verify_mode\s*=\s*(?:\w+\.)?(CERT_\w+)$/.exec(node.text) ?? [];
    if (context === undefined) continue;
    const isUnnamed = new RegExp(`\\b${context}\\.check_hostname\\s*=\\s*False`).test(
      functionOf(node).text,
    );
    if (mode === 'CERT_OPTIONAL') {
      yield { at: node, why: 'A server without a certificate is let in. Use ssl.CERT_REQUIRED.' };
    } else if (mode === 'CERT_REQUIRED' && isUnnamed) yield { at: node, why: anyName };
  }
}

/** Whether a function can answer with an error. */
function mayObject(body: Node): boolean {
  if (body.type !== 'statement_block') return !nobody.test(body.text);
  if (/\bthrow\b/.test(body.text)) return true;
  return body
    .descendantsOfType('return_statement')
    .some(({ text }) => !nobody.test(text.replace(/^return\s*/, '')));
}

const secretWord = /key|secret|token|passw|cred|private|pem|wallet|session|\.env\b|config/i;

/** Rights of files that let in more than their owner. */
export function* wideRights(look: Look): Generator<Suspect> {
  if (!look.families.has('rights')) return;
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    if (!call) continue;
    const mode = /^f?chmod(?:Sync)?$/.test(call.name)
      ? call.args.at(-1)
      : /^(?:open|writeFile(?:Sync)?|createWriteStream|mkdir(?:Sync)?|makedirs|touch)$/.test(
            call.name,
          )
        ? (optionsIn(call).get('mode') ?? (call.name === 'open' ? call.args[2] : undefined))
        : undefined;
    const bits = bitsOf(mode);
    if (bits === undefined || !mode) continue;
    const isFolder = /mkdir|makedirs/.test(call.name);
    const around = functionText(node);
    const who =
      (bits & 0o022) !== 0
        ? 'change it'
        : (bits & 0o044) !== 0 && !isFolder && secretWord.test(around)
          ? 'read it'
          : undefined;
    if (who === undefined) continue;
    yield {
      at: node,
      why: `With ${snippet(mode.text)}, other users of the machine may still ${who}. Give rights to the owner alone: 0o600 for a file, 0o700 for a folder.`,
    };
  }
}

function bitsOf(node: Node | undefined): number | undefined {
  const text = stringOf(node) ?? node?.text ?? '';
  const digits = /^(?:0o?)?([0-7]{3,4})$/.exec(text)?.[1];
  return digits === undefined ? undefined : parseInt(digits, 8);
}

/** What a call is for, by the names around it: its function's and those in it. */
function functionText(node: Node): string {
  for (let at = node.parent; at; at = at.parent) {
    if (/function|method_definition|arrow/.test(at.type)) return at.text.slice(0, 1000);
  }
  return node.text;
}
