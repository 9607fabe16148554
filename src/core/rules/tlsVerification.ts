import type { Rationale, TextEdit } from '../draft';
import { functionTypes, javascriptReturns } from '../flow/javascript';
import type { Node } from '../syntax';
import { callNamed } from './flowRule';
import { constantOf } from './pieces';
import {
  assignmentTo,
  isTestFile,
  literalsWith,
  mayBeFalse,
  mayBeTrue,
  pairOf,
  valuesOf,
} from './options';
import type { ParsedFile } from './parsedFile';
import { removal, wholeLine } from './removal';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';

/** Options that switch the check off when they are false, and those that do so when they are true. */
const checks = 'rejectUnauthorized strictSSL sslValidate validateCertificate'.split(' ');
const waivers =
  'tlsInsecure tlsAllowInvalidCertificates tlsAllowInvalidHostnames trustServerCertificate insecureSkipVerify ignoreHTTPSErrors acceptInsecureCerts allowInsecureCerts'.split(
    ' ',
  );
const variable = 'NODE_TLS_REJECT_UNAUTHORIZED';
const words = [
  ...checks,
  ...waivers,
  variable,
  'checkServerIdentity',
  'disableTLSCerts',
  'setCertificateVerifyProc',
];

/** Certificate checks that are switched off for good. */
export const tlsVerification: Rule = {
  id: 'tls-verification',
  title: 'Certificate verification is switched off',
  cwe: ['CWE-295', 'CWE-297', 'CWE-298', 'CWE-599'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'very-high',
  help: {
    why: 'TLS protects a connection only while the certificate of the other side is checked.',
    attack:
      'Somebody on the way, such as the operator of a wireless network, presents a certificate of their own, and reads and changes all that is sent.',
    fix: 'Leave verification on; pass a private certificate authority as `ca`.',
    sources: [
      'https://cwe.mitre.org/data/definitions/295.html',
      'https://nodejs.org/api/tls.html#tlsconnectoptions-callback',
    ],
  },
  recipe: { does: 'Takes the option or the statement away', review: 'glance' },
  topic: /\btls\b|\bssl\b|certificate|reject.?unauthorized|strict.?ssl|server.?identity/i,
  words: [...words, 'certificate'],
  // A test talks to a server that it has started itself.
  detect: (file) =>
    /\.(test|spec)\.[cm]?[jt]sx?$/i.test(file.path)
      ? []
      : file
          .find(...words)
          .concat(literalsWith(/(?<=['"`])certificate-error(?=['"`])/g, file))
          .flatMap((name) => detectAt(name, file) ?? []),
};

function detectAt(name: Node, file: ParsedFile): Detection | undefined {
  switch (name.text) {
    case variable:
      return variableAt(name, file);
    case 'checkServerIdentity':
      return identityAt(name, file);
    case 'disableTLSCerts': {
      const site = callNamed(name);
      return site && detection(site.node, file, () => refuse('The call is part of a chain.'));
    }
    case 'setCertificateVerifyProc':
    case 'certificate-error':
      return electronAt(name, file);
    default:
      return optionAt(name, file);
  }
}

function optionAt(name: Node, file: ParsedFile): Detection | undefined {
  const isCheck = checks.includes(name.text);
  const isOff = isCheck ? mayBeFalse : mayBeTrue;
  if (name.type === 'shorthand_property_identifier') {
    if (!isOff(name, file)) return undefined;
    return detection(name, file, () => refuse('The value of the option is set elsewhere.'));
  }
  const property = pairOf(name);
  if (property) {
    const { pair, value } = property;
    if (!isOff(value, file) || isPattern(pair)) return undefined;
    const recipe = () =>
      value.type === (isCheck ? 'false' : 'true')
        ? removeOption(pair, name.text, isCheck, file)
        : refuse(`The value of the option is worked out (${snippet(file.code(value))}).`);
    return detection(pair, file, recipe);
  }
  const assignment = assignmentTo(name);
  if (!assignment || !isOff(assignment.value, file)) return undefined;
  const { node, value } = assignment;
  return detection(node, file, () => {
    if (!/^(true|false)$/.test(value.type)) return refuse('The value is worked out elsewhere.');
    const text = String(isCheck);
    const edits = [{ start: value.startIndex, end: value.endIndex, text }];
    return guarded(node, file) ?? answer(edits, file.code(node), `sets the option to ${text}`);
  });
}

/** `{ option: value }` where names are taken out of an object. */
function isPattern({ parent }: Node): boolean {
  return parent?.type === 'object_pattern';
}

function variableAt(name: Node, file: ParsedFile): Detection | undefined {
  const isOff = (value: Node) => /^(0|false)$/.test(constantOf(value, file) ?? '');
  const assignment = assignmentTo(name);
  if (assignment) {
    const { node, target, value } = assignment;
    if (!isOff(value) || !/^(?:process\.)?env\b/.test(target.text)) return undefined;
    return detection(node, file, () => removeStatement(node, file));
  }
  const property = pairOf(name);
  if (!property || !isOff(property.value)) return undefined;
  return detection(property.pair, file, () =>
    refuse('The variable is handed to something else here, which has to be known.'),
  );
}

/** A check of the host's name that is content with any name. */
function identityAt(name: Node, file: ParsedFile): Detection | undefined {
  const method = name.parent?.type === 'method_definition' ? name.parent : undefined;
  const property = pairOf(name);
  const assignment = assignmentTo(name);
  const value = method ?? property?.value ?? assignment?.value;
  const place = method ?? property?.pair ?? assignment?.node;
  if (!value || !place) return undefined;
  if (!valuesOf(value, file).some((one) => isIdle(one))) return undefined;
  return detection(place, file, () =>
    property && functionTypes.has(property.value.type)
      ? removeOption(property.pair, name.text, true, file)
      : refuse('The function is not written as a plain property here.'),
  );
}

/** A function that does nothing, and gives nothing or something fixed. */
function isIdle(owner: Node): boolean {
  if (!functionTypes.has(owner.type)) return false;
  const body = owner.childForFieldName('body');
  if (!body) return false;
  const results = javascriptReturns(owner);
  const statements = body.type === 'statement_block' ? body.namedChildren : [];
  const isPlain = statements.every(({ type }) => /^(comment|return_statement)$/.test(type));
  return (
    isPlain &&
    results.every(({ text }) => /^(undefined|null|true|void 0|\{\}|\(\{\}\))$/.test(text))
  );
}

/** Electron asks whether a certificate is fine: `callback(true)`, or `callback(0)`. */
function electronAt(name: Node, file: ParsedFile): Detection | undefined {
  const isEvent = name.type === 'string_fragment';
  const call = isEvent ? name.parent?.parent?.parent : callNamed(name)?.node;
  const handler = call?.childForFieldName('arguments')?.lastNamedChild;
  if (call?.type !== 'call_expression' || !handler || !functionTypes.has(handler.type)) return;
  const parameters = handler.childForFieldName('parameters')?.namedChildren ?? [];
  const callback = parameters.at(-1)?.text;
  if (callback === undefined || /\bif\b|[?]/.test(handler.text)) return undefined;
  const accepts = handler
    .descendantsOfType('call_expression')
    .find((one) => one.childForFieldName('function')?.text === callback);
  const [answered] = accepts?.childForFieldName('arguments')?.namedChildren ?? [];
  if (!accepts || answered?.text !== (isEvent ? 'true' : '0')) return undefined;
  return detection(accepts, file, () => refuse('Which certificates are fine is not known here.'));
}

function detection(node: Node, file: ParsedFile, recipe: () => RecipeResult): Detection {
  return {
    ruleId: tlsVerification.id,
    start: node.startIndex,
    end: node.endIndex,
    message: `${snippet(file.code(node))} accepts any certificate.`,
    recipe,
  };
}

/** Where the weakness may be meant: in tests, and under a condition on the environment. */
function guarded(node: Node, file: ParsedFile): { ok: false; why: string } | undefined {
  if (isTestFile(file.path)) {
    return refuse('This is a test file, where a self-signed certificate is often meant.');
  }
  for (let at = node; at.parent; at = at.parent) {
    const condition =
      at.parent.childForFieldName('condition') ??
      (at.parent.type === 'binary_expression' ? at.parent.childForFieldName('left') : null);
    if (condition && condition.id !== at.id && /env|dev|test|prod|local/i.test(condition.text)) {
      return refuse(
        `The certificate check depends on a condition (${snippet(condition.text)}), which may be meant.`,
      );
    }
  }
  return undefined;
}

function removeOption(pair: Node, option: string, safe: boolean, file: ParsedFile): RecipeResult {
  const refusal = guarded(pair, file);
  if (refusal) return refusal;
  const object = pair.parent;
  if (object?.type !== 'object') return refuse('The option is not in a plain object.');
  const value = pair.childForFieldName('value') ?? pair;
  if (object.namedChildren.some(({ type }) => type === 'spread_element')) {
    if (functionTypes.has(value.type)) return refuse('The rest of the options is spread in.');
    const edits = [{ start: value.startIndex, end: value.endIndex, text: String(safe) }];
    return answer(
      edits,
      file.code(pair),
      `sets ${option} to ${String(safe)}, whatever the spread object says`,
    );
  }
  const edits = removal(pair, object, file.text);
  return answer(edits, file.code(pair), `leaves ${option} at its default, which checks`);
}

function removeStatement(assignment: Node, file: ParsedFile): RecipeResult {
  const refusal = guarded(assignment, file);
  if (refusal) return refusal;
  const statement = assignment.parent;
  const holder = statement?.parent?.type ?? '';
  if (statement?.type !== 'expression_statement' || !/^(program|statement_block)$/.test(holder)) {
    return refuse('The assignment is part of a larger statement.');
  }
  const line = wholeLine(file.text, statement.startIndex, statement.endIndex);
  const span = line ?? { start: statement.startIndex, end: statement.endIndex };
  return answer(
    [{ ...span, text: '' }],
    file.code(assignment),
    'leaves Node to check certificates',
  );
}

function answer(edits: readonly TextEdit[], code: string, effect: string): RecipeResult {
  const rationale: Rationale = {
    whyVulnerable:
      `${snippet(code)} makes the connection accept any certificate, so anybody on the way can ` +
      'present one of their own, and read and change what is sent.',
    whyFixed: `The change ${effect}: a certificate that no trusted authority has signed, or that is for another host, ends the connection.`,
    mayBreak: [
      'Connections to hosts with a self-signed, expired or private certificate fail from now on, such as development and staging machines.',
    ],
    alternatives: [
      {
        option: 'Keep a private certificate authority by passing it as `ca`',
        whyNot: 'The certificate is not known here. Add it when a host needs it.',
      },
    ],
    assumptions: ['The hosts that this connects to have certificates that Node trusts.'],
  };
  return { ok: true, edits, rationale };
}
