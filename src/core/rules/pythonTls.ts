import { isNamed } from '../pythonFlow/names';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, pythonCallAt } from './pythonCalls';
import { answer, inTests, removeArgument, replacement } from './pythonEdits';
import type { Seen } from './pythonRule';
import { cwePage, pythonRule, wordsIn } from './pythonRule';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

const clients =
  /^(requests|httpx|aiohttp|urllib3|niquests|botocore|boto3|elasticsearch|opensearchpy|hvac|kubernetes|ldap3|consul|docker|influxdb\w*|pymongo|redis)\b/;
const options = wordsIn(
  'verify verify_ssl ssl verify_certs cert_reqs check_hostname verify_mode ssl_verify tlsAllowInvalidCertificates',
);
const accepts = 'accepts any certificate';

export const pythonTls = pythonRule({
  id: 'py-certificate-check-off',
  title: 'Certificate verification is switched off',
  cwe: ['CWE-295', 'CWE-297', 'CWE-599', 'CWE-322'],
  severity: 'high',
  precision: 'very-high',
  help: {
    why: 'TLS and SSH protect a connection only while the other side has to prove who it is.',
    attack:
      'Somebody on the way, such as the operator of a wireless network, answers instead of the server, and reads and changes all that is sent.',
    fix: 'Leave verification on; pass the certificate of a private authority as `verify`, and the known keys of SSH hosts with load_host_keys().',
    sources: [
      cwePage(295),
      'https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification',
    ],
  },
  recipe: { does: 'Takes the option away, or makes a context that verifies', review: 'glance' },
  topic: /\btls\b|\bssl\b|certificate|verify|host.?key|B50[17]\b|B323\b/i,
  words: [
    ...options,
    '_create_unverified_context',
    '_create_stdlib_context',
    'set_missing_host_key_policy',
    'wrap_socket',
    'set_verify',
    '_https_verify_certificates',
  ],
  trigger: /False|CERT_NONE|_context|Policy|VERIFY_NONE|wrap_socket/,
  sees: seesAt,
});

function seesAt(name: Node, file: ParsedFile): readonly Seen[] {
  const { text, parent } = name;
  if (/^_create_(unverified|stdlib)_context$/.test(text)) return unverified(name, file);
  if (parent?.type === 'keyword_argument' && parent.childForFieldName('name') === name) {
    return optionAt(parent, name, file);
  }
  const assignment = parent?.type === 'attribute' ? parent.parent : undefined;
  if (assignment?.type === 'assignment' && assignment.childForFieldName('left') === parent) {
    return assignedAt(assignment, text, file);
  }
  const called = pythonCallAt(name, file);
  return called ? callAt(called) : [];
}

function callAt(called: PythonCall): readonly Seen[] {
  const first = argumentOf(called, 0, 'policy');
  if (called.name === 'set_missing_host_key_policy') {
    const isOpen = first !== undefined && /\b(AutoAddPolicy|WarningPolicy)\b/.test(first.text);
    return isOpen ? [{ node: called.node, does: 'accepts the key of any host' }] : [];
  }
  if (called.name === 'set_verify' && first && /VERIFY_NONE$/.test(first.text)) {
    return [{ node: called.node, does: accepts }];
  }
  return called.name === '_https_verify_certificates' && /^(False|0)$/.test(first?.text ?? '')
    ? [{ node: called.node, does: accepts }]
    : [];
}

/** `verify=False` of a client, `cert_reqs=ssl.CERT_NONE`. */
function optionAt(keyword: Node, name: Node, file: ParsedFile): readonly Seen[] {
  const value = keyword.childForFieldName('value');
  const call = keyword.parent?.parent;
  const callee = call?.childForFieldName('function');
  if (!value || call?.type !== 'call' || !callee) return [];
  if (name.text === 'cert_reqs') {
    return /CERT_NONE|^['"]?(CERT_)?NONE['"]?$/.test(value.text)
      ? [{ node: call, does: accepts }]
      : [];
  }
  if (name.text === 'tlsAllowInvalidCertificates') {
    return value.text === 'True' ? [{ node: call, does: accepts }] : [];
  }
  if (!isFalse(value, file)) return [];
  const isClient =
    isNamed(callee, file, clients) ||
    (/^verify/.test(name.text) &&
      /(session|requests|client|http|\bs)\.(get|post|put|patch|delete|head|request|options)$/i.test(
        callee.text,
      ));
  const isNote = /^(check_hostname|verify_mode)$/.test(name.text);
  if (!isClient || isNote) return [];
  return [{ node: call, does: accepts, recipe: () => withoutOption(keyword, value, file) }];
}

/** `False`, or a constant that is False. */
function isFalse(value: Node, file: ParsedFile): boolean {
  if (value.type === 'false') return true;
  const binding = value.type === 'identifier' ? file.resolve(value) : undefined;
  return (
    binding?.definitions.some((one) => one.value.type === 'false' && one.path.length === 0) ?? false
  );
}

function withoutOption(keyword: Node, value: Node, file: ParsedFile): RecipeResult {
  const refusal = meant(keyword, file);
  if (refusal) return refusal;
  if (value.type !== 'false') {
    return refuse(`${snippet(file.code(value))} is set elsewhere; change it there.`);
  }
  return answer(
    [removeArgument(keyword, file.text)],
    rationale(file.code(keyword), 'leaves the check at its default, which is on'),
  );
}

/** Where the weakness may be meant: in tests, and under a condition on the environment. */
function meant(
  node: Node,
  file: ParsedFile,
): { readonly ok: false; readonly why: string } | undefined {
  if (inTests(file))
    return refuse('This is a test file, where a self-signed certificate is often meant.');
  for (let at: Node | null = node; at; at = at.parent) {
    const condition: Node | null | undefined = at.parent?.childForFieldName('condition');
    if (
      condition &&
      condition !== at &&
      /env|dev|test|prod|local|debug|insecure|verify/i.test(condition.text)
    ) {
      return refuse(
        `The check depends on a condition (${snippet(condition.text)}), which may be meant.`,
      );
    }
  }
  return undefined;
}

/** `session.verify = False`, `context.check_hostname = False`, `context.verify_mode = ssl.CERT_NONE`. */
function assignedAt(assignment: Node, name: string, file: ParsedFile): readonly Seen[] {
  const value = assignment.childForFieldName('right');
  const object = assignment.childForFieldName('left')?.childForFieldName('object');
  if (!value || !object) return [];
  const isOff =
    name === 'verify_mode'
      ? /CERT_NONE$/.test(value.text)
      : value.type === 'false' &&
        (name === 'check_hostname' ||
          (name === 'verify' &&
            (isNamed(object, file, clients) || /session|client|http/i.test(object.text))) ||
          /^verify_(ssl|certs)$|^ssl_verify$/.test(name));
  if (!isOff) return [];
  return [
    { node: assignment, does: accepts, recipe: () => turnedOn(assignment, value, name, file) },
  ];
}

function turnedOn(assignment: Node, value: Node, name: string, file: ParsedFile): RecipeResult {
  const refusal = meant(assignment, file);
  if (refusal) return refusal;
  if (name === 'verify_mode' && !/^(\w+\.)?CERT_NONE$/.test(value.text)) {
    return refuse('The value is put together elsewhere.');
  }
  const text = name === 'verify_mode' ? value.text.replace('CERT_NONE', 'CERT_REQUIRED') : 'True';
  const isPair =
    /check_hostname|verify_mode/.test(name) &&
    /check_hostname\s*=\s*False/.test(file.text) &&
    /verify_mode\s*=\s*\S*CERT_NONE/.test(file.text);
  if (isPair) {
    return refuse(
      'check_hostname and verify_mode are switched off together; take both lines away.',
    );
  }
  return answer(
    [replacement(value, text)],
    rationale(file.code(assignment), `sets ${name} to ${text}`),
  );
}

/** `ssl._create_unverified_context()`, and the same as the default of all connections. */
function unverified(name: Node, file: ParsedFile): readonly Seen[] {
  const member = name.parent?.type === 'attribute' ? name.parent : undefined;
  if (!member || !isNamed(member, file, /^ssl\./)) return [];
  const holder = member.parent;
  const isDefault = holder?.type === 'assignment' && holder.childForFieldName('right') === member;
  const node = holder?.type === 'call' || isDefault ? holder : member;
  return [{ node, does: accepts, recipe: () => verified(name, node, file) }];
}

function verified(name: Node, node: Node, file: ParsedFile): RecipeResult {
  const refusal = meant(node, file);
  if (refusal) return refusal;
  if (name.text !== '_create_unverified_context')
    return refuse('What the context is for is not plain from the call.');
  const list = node.type === 'call' ? node.childForFieldName('arguments') : null;
  if (list && list.namedChildCount > 0) {
    return refuse('The context is made with arguments; create_default_context() takes others.');
  }
  return answer(
    [replacement(name, 'create_default_context')],
    rationale(file.code(node), 'makes contexts that verify certificates and host names'),
  );
}

/** The reasons that all fixes of this rule share. */
function rationale(code: string, effect: string) {
  return {
    whyVulnerable: `${snippet(code)} makes the connection accept any certificate, so anybody on the way can answer for the server.`,
    whyFixed: `The change ${effect}: a certificate that no trusted authority has signed, or that is for another host, ends the connection.`,
    mayBreak: [
      'Connections to hosts with a self-signed, expired or private certificate fail from now on, such as development and staging machines.',
    ],
    alternatives: [
      {
        option: 'Keep a private authority by passing its certificate',
        whyNot: 'The certificate is not known here. Add it when a host needs it.',
      },
    ],
    assumptions: ['The hosts that this connects to have certificates that this machine trusts.'],
  };
}
