/** Code for one rule: what it reports, and what looks alike and is fine. */
export interface Cases {
  readonly bad: readonly string[];
  readonly good: readonly string[];
}

/** A view of Flask with these lines in it; `q` is a parameter of the request. */
export function flask(imports: string, ...lines: readonly string[]): string {
  return [
    ...imports.split(';').filter((one) => one !== ''),
    'from flask import Flask, request',
    'app = Flask(__name__)',
    '@app.route("/x")',
    'def view():',
    '    q = request.args.get("q")',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n');
}

/** A view of Django with these lines in it; `q` is a parameter of the request. */
export function django(imports: string, ...lines: readonly string[]): string {
  return [
    ...imports.split(';').filter((one) => one !== ''),
    'from django.http import HttpResponse',
    'def view(request):',
    '    q = request.GET["q"]',
    ...lines.map((line) => `    ${line}`),
    '    return HttpResponse("ok")',
    '',
  ].join('\n');
}

/** An endpoint of FastAPI with these lines in it; `q` is a parameter of the request. */
export function fastapi(imports: string, ...lines: readonly string[]): string {
  return [
    ...imports.split(';').filter((one) => one !== ''),
    'from fastapi import FastAPI',
    'api = FastAPI()',
    '@api.get("/x")',
    'async def endpoint(q: str, n: int):',
    ...lines.map((line) => `    ${line}`),
    '    return {}',
    '',
  ].join('\n');
}

/** A handler of Tornado with these lines in it; `q` is a parameter of the request. */
export function tornado(imports: string, ...lines: readonly string[]): string {
  return [
    ...imports.split(';').filter((one) => one !== ''),
    'import tornado.web',
    'class Page(tornado.web.RequestHandler):',
    '    def get(self):',
    '        q = self.get_argument("q")',
    ...lines.map((line) => `        ${line}`),
    '',
  ].join('\n');
}
