import type { Binding, Path } from '../rules/bindings';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { SourceKind } from '../flow/sources';
import type { Call } from '../flow/value';
import { namesOf } from './names';
import { pythonClassAround } from './value';

/** What frameworks hold of a request, whichever of them it is. */
const requestMembers = new Set(
  'GET POST META COOKIES FILES REQUEST body headers data query_params args form values json cookies files path path_info full_path url base_url url_root host query_string view_args stream input_stream referrer match_info query rel_url content path_params raw_path params media matchdict json_body text uri arguments body_arguments query_arguments path_kwargs forms bounded_stream relative_uri environ wsgi content_type mimetype authorization user_agent origin urlvars subdomain remote_user kwargs rfile raw_uri raw_headers route_params get_json() get_data() get_full_path() build_absolute_uri() get_host() get_raw_uri() post() read() readline() multipart() json() form() text() body() stream() receive() receive_text() receive_json() receive_bytes() recv() full_url() get_param() get_header() get_media() get_param_as_list() iter_text() iter_json() read_json() query_arguments() get_argument() getlist()'.split(
    ' ',
  ),
);

/** Whether an outsider decides on a part of a request. */
export function requestKind(path: Path): SourceKind | undefined {
  const [first] = path;
  if (first === undefined) return undefined;
  if (first === 'request' || first === '_request') return requestKind(path.slice(1));
  return requestMembers.has(first) ? 'remote' : undefined;
}

const requestModules =
  /^(flask|flask\.globals|quart|bottle|cherrypy|sanic|flask_restful|falcon)\.request\./;
const local = /^(sys\.(argv|stdin)|os\.(environ|getenv\(\)|environb))\b/;
const remote =
  /^(web\.(input|data|cookies)\(\)|cgi\.(FieldStorage|parse|parse_qs)\(\)|cherrypy\.serving\.request\.\w)/;

/** What the imported name, and the way from it, stand for. */
export function importedSource({ imported }: Binding, path: Path): SourceKind | undefined {
  if (!imported) return undefined;
  const { specifier, name } = imported;
  const whole = [specifier, ...(name === '*' ? [] : [name]), ...path].join('.');
  const request = requestModules.exec(whole);
  if (request) return requestKind(splitPath(whole.slice(request[0].length), path));
  if (remote.test(whole)) return 'remote';
  return local.test(whole) ? 'local' : undefined;
}

/** The first step of the rest decides; keys of dictionaries may hold dots. */
function splitPath(rest: string, path: Path): Path {
  const first = path.find((one) => rest === one || rest.startsWith(`${one}.`));
  return first === undefined ? [rest.split('.')[0] ?? ''] : [first];
}

/** `from flask import *`. */
export function globalSource(name: string, path: Path, file: ParsedFile): SourceKind | undefined {
  if (name !== 'request' || path.length === 0) return undefined;
  return /^from\s+(flask|bottle|quart)\s+import\s+\*/m.test(file.text)
    ? requestKind(path)
    : undefined;
}

const builtins = new Set(
  'True False None NotImplemented Ellipsis __file__ __name__ __doc__ object type int float str bytes bool list dict tuple set frozenset len range enumerate zip map filter sorted reversed open print super property staticmethod classmethod isinstance issubclass getattr setattr hasattr id input iter next max min sum abs any all repr format vars globals locals dir Exception'.split(
    ' ',
  ),
);

/** The builtins. */
export function isKnown(name: string): boolean {
  return builtins.has(name);
}

const web =
  /flask|quart|django|rest_framework|aiohttp|starlette|fastapi|tornado|bottle|cherrypy|falcon|sanic|pyramid|webob|werkzeug|socketio|websocket|twisted|connexion|litestar|robyn|responder|morepath|hug\b|wsgi/;
const others =
  /HTTPRequestHandler|StreamRequestHandler|\bcgi\b|\bweb\.|(lambda_)?handler\(event|\.(namelist|infolist|getnames|getmembers)\(/;

const frameworks = new WeakMap<ParsedFile, boolean>();

/** Whether a file speaks of a framework that answers requests. Cheap. */
export function isWeb(file: ParsedFile): boolean {
  let known = frameworks.get(file);
  if (known === undefined) frameworks.set(file, (known = web.test(file.text)));
  return known;
}

const inputs = new WeakMap<ParsedFile, boolean>();

/** Whether anything in a file may come from outside. Cheap. */
export function mayGetInput(file: ParsedFile): boolean {
  let known = inputs.get(file);
  if (known === undefined) inputs.set(file, (known = isWeb(file) || others.test(file.text)));
  return known;
}

const archives =
  /^(zipfile\.ZipFile\(\)\.(namelist|infolist)|tarfile\.(open|TarFile)\(\)\.(getnames|getmembers))$/;

/** What a call gives that an outsider decides on. */
export function callSource({ callee, receiver }: Call, file: ParsedFile): SourceKind | undefined {
  if (
    callee.type === 'identifier' &&
    !/^(input|raw_input|urlopen|FieldStorage|getenv|get|post|input_)$/.test(callee.text)
  ) {
    return undefined;
  }
  const names = namesOf(callee, file);
  if (names.some((name) => /^(raw_)?input$/.test(name))) return 'local';
  if (names.some((name) => remote.test(`${name}()`))) return 'remote';
  if (names.some((name) => local.test(`${name}()`))) return 'local';
  if (!receiver) return undefined;
  if (names.some((name) => /ArgumentParser\(\)\.parse_(known_)?args$/.test(name))) return 'local';
  // The names in an archive are whatever its maker chose.
  if (names.some((name) => archives.test(name))) return 'stored';
  const isAnswer =
    /^(requests|httpx|urllib\d?(\.request)?|aiohttp)\.(\w+\(\)\.)?(get|post|put|request|urlopen|patch|delete)$/;
  return names.some((name) => isAnswer.test(name)) ? 'response' : undefined;
}

const tornado = /RequestHandler(\(\))?$|WebSocketHandler$|(^|\.)BaseHandler$/;
const httpServer = /HTTPRequestHandler$|CGIHandler$|StreamRequestHandler$|BaseRequestHandler$/;
const views = /View$|ViewSet$|Resource$|Endpoint$|Mixin$/;

/** What `self` stands for in the handlers and views of frameworks. */
export function thisSource(node: Node, path: Path, file: ParsedFile): SourceKind | undefined {
  const [first] = path;
  if (first === undefined) return undefined;
  if (first === 'request') return requestKind(path.slice(1));
  const bases = basesAround(node, file);
  const has = (pattern: RegExp) => bases.some((name) => pattern.test(name));
  if (/^(path|headers|rfile|requestline|raw_requestline)$/.test(first)) {
    return has(httpServer) ? 'remote' : undefined;
  }
  if (/^(get_(query_|body_)?arguments?\(\)|path_args|path_kwargs)$/.test(first)) {
    return has(tornado) || bases.length > 0 ? 'remote' : undefined;
  }
  if (first === 'kwargs' || first === 'args') return has(views) ? 'remote' : undefined;
  return undefined;
}

/** The names of the classes that the class around a node is made from. */
export function basesAround(node: Node, file: ParsedFile): readonly string[] {
  const list = pythonClassAround(node)?.childForFieldName('superclasses');
  return (list?.namedChildren ?? []).flatMap((one) => {
    const names = namesOf(one, file);
    return names.length > 0 ? names : [one.text];
  });
}
