import { namesOf } from '../pythonFlow/names';
import { textOf } from '../pythonFlow/text';
import { expressions } from '../flow/value';
import { bare, decoratorsOf, pythonCall, pythonReturns } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled, optionText } from './pythonCalls';
import { addArgument, answer, hasSpread, replacement } from './pythonEdits';
import { cwePage, pythonCallRule, pythonFlowRule, wordsIn } from './pythonRule';
import { keywordOf } from './pythonCalls';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

const answers =
  /^((flask|quart)\.(make_response|Response|wrappers\.Response)|werkzeug\.(wrappers\.)?(Response|wrappers\.response\.Response)|django\.http\.(response\.)?(HttpResponse\w*|StreamingHttpResponse)|(fastapi|starlette)\.responses\.HTMLResponse|sanic\.(response\.)?html|pyramid\.response\.Response|webob\.Response|bottle\.(HTTPResponse|Response)|flask\.Flask\(\)\.(make_response|response_class))$/;
const trusts =
  /^(django\.utils\.(safestring\.)?(mark_safe|SafeString|SafeText|SafeData)|(flask|markupsafe|jinja2)\.(\w+\.)?Markup|django\.utils\.html\.(mark_safe|format_html)|wtforms\.\w+\.HTMLString)$/;
const views = /^(flask|quart|bottle|cherrypy)\b/;
const does = 'becomes a part of a page';

export const pythonHtml = pythonFlowRule({
  id: 'py-reflected-xss',
  title: 'A value from outside becomes a part of a page',
  cwe: ['CWE-79', 'CWE-80', 'CWE-116'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'A browser runs the scripts of a page with the rights of its user, wherever the script came from.',
    attack:
      'A link with `<script>` in a parameter runs that script in the session of whoever follows it.',
    fix: 'Render a template that escapes, answer with JSON, or pass the value through markupsafe.escape().',
    sources: [cwePage(79), 'https://owasp.org/www-community/attacks/xss/'],
  },
  topic: /\bxss\b|cross.?site.?script|mark_?safe|markup|B308\b|B703\b/i,
  words: wordsIn(
    'make_response Response HttpResponse HttpResponseBadRequest HttpResponseNotFound HttpResponseForbidden HttpResponseServerError StreamingHttpResponse HTMLResponse html mark_safe SafeString SafeText Markup format_html HTMLString response_class write route get post put patch delete expose HTTPResponse',
  ),
  sinks: sinksAt,
  places: returned,
  cleans: ({ callee, method }) =>
    /^(escape|conditional_escape|clean|quote|quote_plus|urlencode|render_template\w*|render|render_to_string|format_html|url_for|jsonify|strip_tags|sanitize\w*|xhtml_escape|escapejs|redirect|reverse|linebreaks|escape_silent)$/.test(
      method ?? callee.text,
    ),
});

function sinksAt(called: PythonCall, file: ParsedFile): readonly Sink[] {
  const first = argumentOf(called, 0, 'content', 'response', 'body', 's', 'text');
  if (!first) return [];
  if (isCalled(called, trusts)) return [{ value: first, does: 'is trusted as HTML' }];
  if (called.name === 'write') {
    const isHandler = isCalled(called, /RequestHandler\(\)\.write$/);
    return isHandler && first.type !== 'dictionary' ? [{ value: first, does }] : [];
  }
  if (!isCalled(called, answers)) {
    return isCalled(called, /^aiohttp\.web\.Response$/) && isHtml(called, file)
      ? [{ value: first, does }]
      : [];
  }
  return isOther(called, file) ? [] : [{ value: first, does }];
}

function typeOf(called: PythonCall, file: ParsedFile): string | undefined {
  const { named, args } = called.call;
  const given = named.get('content_type') ?? named.get('mimetype') ?? named.get('media_type');
  const second = isCalled(called, /^django/) ? args[1] : undefined;
  const node = given ?? second;
  return node && (textOf(node, file) ?? '');
}

function isHtml(called: PythonCall, file: ParsedFile): boolean {
  return /html|svg/.test(typeOf(called, file) ?? '');
}

/** Whether the answer says that it is no page. */
function isOther(called: PythonCall, file: ParsedFile): boolean {
  const type = typeOf(called, file);
  return type !== undefined && type !== '' && !/html|xml|svg/.test(type);
}

/** What a view of a framework that answers with HTML returns. */
function returned(name: Node, file: ParsedFile): readonly Sink[] {
  const decorator = decoratorAround(name);
  const owner = decorator?.parent?.childForFieldName('definition');
  const expression = decorator?.firstNamedChild;
  if (!expression || owner?.type !== 'function_definition') return [];
  const callee = pythonCall(expression)?.callee ?? expression;
  const names = namesOf(callee, file);
  const isOurs =
    names.some((one) => views.test(one)) ||
    (name.text === 'route' && !names.some((one) => /^(sanic|starlette|fastapi|aiohttp)/.test(one)));
  if (!isOurs || decoratorsOf(owner)[0] !== expression) return [];
  return pythonReturns(owner).flatMap((one) => {
    const plain = bare(one);
    const value = /^(tuple|expression_list)$/.test(plain.type) ? expressions(plain)[0] : plain;
    if (!value || /^(dictionary|list)$/.test(value.type)) return [];
    return pythonCall(value) && isAnswer(value, file) ? [] : [{ value, does }];
  });
}

/** Calls that are sinks of their own, or answer with something else. */
function isAnswer(value: Node, file: ParsedFile): boolean {
  const callee = pythonCall(value)?.callee;
  return (
    callee !== undefined &&
    namesOf(callee, file).some(
      (one) => answers.test(one) || trusts.test(one) || /jsonify|redirect|send_/.test(one),
    )
  );
}

function decoratorAround(name: Node): Node | undefined {
  let at: Node | null = name;
  while (at && at.type !== 'decorator') {
    if (/argument_list|block|statement/.test(at.type)) return undefined;
    at = at.parent;
  }
  return at ?? undefined;
}

export const pythonAutoescape = pythonCallRule({
  id: 'py-autoescape-off',
  title: 'Templates do not escape what is put into them',
  cwe: ['CWE-79', 'CWE-116', 'CWE-94'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'jinja2.Environment() does not escape unless it is told to, so every value can bring markup into the page.',
    attack: 'A name with `<script>` in it runs as a script in every page that shows it.',
    fix: 'Pass autoescape=True, or autoescape=select_autoescape().',
    sources: [cwePage(79), 'https://jinja.palletsprojects.com/en/stable/api/#autoescaping'],
  },
  recipe: { does: 'Turns escaping on', review: 'read' },
  topic: /autoescape|jinja|B701\b/i,
  words: ['Environment', 'SandboxedEnvironment', 'NativeEnvironment'],
  trigger: /jinja2/,
  calls(called, file) {
    if (!isCalled(called, /^jinja2\.(\w+\.)*(Sandboxed|Native)?Environment$/)) return [];
    const option = optionText(called, 'autoescape');
    if (called.call.named.has('**') || (option !== undefined && option !== 'False')) return [];
    return [
      {
        node: called.node,
        does: 'makes templates that do not escape',
        recipe: () => escaping(called, file),
      },
    ];
  },
});

function escaping(called: PythonCall, file: ParsedFile): RecipeResult {
  const { node, call } = called;
  if (hasSpread(node)) return refuse('The arguments of the call are put together elsewhere.');
  if (call.args.length > 2)
    return refuse('The call passes its options by their places; name them first.');
  if (/\.(tex|txt|sql|conf|ya?ml|cfg|md|py|sh|j2)\b|latex/i.test(file.code(node))) {
    return refuse(
      'The templates seem to make something else than pages, where escaping for HTML would spoil the text.',
    );
  }
  const keyword = keywordOf(called, 'autoescape');
  const value = keyword?.childForFieldName('value');
  const edit = value ? replacement(value, 'True') : addArgument(node, 'autoescape=True', file.text);
  if (!edit) return refuse('The call has no plain list of arguments.');
  return answer([edit], {
    whyVulnerable: `${snippet(file.code(node))} puts values into templates as they are, so markup in a value becomes markup of the page.`,
    whyFixed: 'With autoescape=True, jinja2 writes <, >, & and quotes of every value as entities.',
    mayBreak: [
      'Values that are meant as HTML are shown as text, unless the template marks them with |safe.',
      'Templates of mails in plain text, or of configuration files, get entities too.',
    ],
    alternatives: [
      {
        option: 'select_autoescape()',
        whyNot: 'It goes by the endings of the names of templates, which are not known here.',
      },
    ],
    assumptions: ['The templates of this environment make HTML.'],
  });
}
