import type { Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled } from './pythonCalls';
import { cwePage, pythonFlowRule, wordsIn } from './pythonRule';

const runs =
  /^((builtins\.|__builtin__\.)?(eval|exec|execfile|compile)|code\.\w+\(\)\.(runsource|runcode|push)|code\.interact|timeit\.(timeit|repeat)|cProfile\.run|trace\.Trace\(\)\.run|pdb\.run|doctest\.\w+)$/;
const loads = /^(__import__|importlib\.(import_module|__import__)|imp\.load_\w+|runpy\.run_\w+)$/;

export const pythonCode = pythonFlowRule({
  id: 'py-code-injection',
  title: 'Text from outside is run as code',
  cwe: ['CWE-94', 'CWE-95'],
  severity: 'critical',
  precision: 'very-high',
  help: {
    why: 'What eval() and exec() get runs with all rights of the program, whatever was meant to be read.',
    attack:
      'The text `__import__("os").system("id")` in place of a number runs a command on the server.',
    fix: 'Read values with ast.literal_eval(), json.loads() or int(); choose functions by name from a dictionary of your own.',
    sources: [cwePage(94), 'https://docs.python.org/3/library/functions.html#eval'],
  },
  topic: /\beval\b|\bexec\b|code.?inj|dynamic.?code|B30[27]\b|import_module/i,
  words: wordsIn(
    'eval exec execfile compile runsource runcode push interact timeit repeat run __import__ import_module load_source run_module run_path',
  ),
  sinks(called) {
    const first = argumentOf(called, 0, 'source', 'stmt', 'name', 'code', 'expression');
    if (!first) return [];
    if (isCalled(called, loads)) {
      return [{ value: first, does: 'chooses the module that is loaded and run' }];
    }
    return isCalled(called, runs) ? [{ value: first, does: 'is run as code' }] : [];
  },
  cleans: ({ callee }) => /literal_eval$/.test(callee.text),
});

const compiled =
  /^((jinja2\.)?(Template|environment\.Template)|jinja2\.(\w+\.)*(Environment|SandboxedEnvironment|NativeEnvironment)\(\)\.from_string|flask\.(templating\.)?(render_template_string|stream_template_string)|mako\.template\.Template|django\.template\.(base\.)?(Template|Engine\(\)\.from_string)|tornado\.template\.Template|bottle\.(template|SimpleTemplate|jinja2_template)|chevron\.render|pystache\.render|Cheetah\.Template\.Template|genshi\.template\.\w+|airspeed\.Template|chameleon\.PageTemplate|trender\.TRender|TRender|quart\.render_template_string|flask\.current_app\.jinja_env\.from_string|flask\.Flask\(\)\.jinja_env\.from_string|django\.template\.engines\[\w+\]\.from_string)$/;

export const pythonTemplate = pythonFlowRule({
  id: 'py-template-injection',
  title: 'A template from outside is rendered',
  cwe: ['CWE-1336', 'CWE-94', 'CWE-95', 'CWE-79'],
  severity: 'critical',
  precision: 'very-high',
  help: {
    why: 'A template can reach the objects of the program, and so run any code.',
    attack:
      'The text `{{ cycler.__init__.__globals__.os.popen("id").read() }}` as a name runs a command on the server.',
    fix: 'Keep templates in files or in the code, and pass values to render() by name.',
    sources: [cwePage(1336), 'https://jinja.palletsprojects.com/en/stable/sandbox/'],
  },
  topic: /template.?inj|\bssti\b|render_template_string|B70[13]\b/i,
  words: wordsIn(
    'Template from_string render_template_string stream_template_string template SimpleTemplate jinja2_template render PageTemplate TRender MarkupTemplate TextTemplate',
  ),
  sinks: templateSinks,
  cleans: ({ callee }) => /(^|\.)(render_template|get_template)$/.test(callee.text),
});

function templateSinks(called: PythonCall, _file: ParsedFile): readonly Sink[] {
  const isEnvironment =
    called.name === 'from_string' && /env(ironment)?$/i.test(called.call.receiver?.text ?? '');
  if (!isCalled(called, compiled) && !isEnvironment) return [];
  const first = argumentOf(called, 0, 'source', 'template', 'text', 'template_string');
  return first ? [{ value: first, does: 'is compiled as a template' }] : [];
}
