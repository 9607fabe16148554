import { nameOf } from '../flow/calls';
import type { CallSite } from '../flow/calls';
import { originOf } from './imports';
import type { ParsedFile } from './parsedFile';

/** The methods of consoles and of the common loggers that write a line. */
export const logWords = 'log info warn error debug trace fatal verbose silly http notice'.split(
  ' ',
);

/** The packages that write logs, as alternatives of a pattern. */
export const loggers =
  '(winston|pino|bunyan|log4js|loglevel|npmlog|signale|consola|tslog|roarr|debug|@nestjs/common|electron-log|morgan)';
const libraries = new RegExp(`^${loggers}$`);

/** Whether a call writes to a log: to the console, or to what is plainly a logger. */
export function isLog(site: CallSite, file: ParsedFile): boolean {
  const { receiver } = site.call;
  if (!receiver || !logWords.includes(nameOf(site.call))) return false;
  if (receiver.type === 'identifier') {
    const binding = file.resolve(receiver);
    if (receiver.text === 'console') return !binding;
    const value =
      binding?.value?.childForFieldName('function') ??
      binding?.value?.childForFieldName('constructor');
    const made =
      value &&
      (originOf(value, file) ??
        (value.childForFieldName('object') &&
          originOf(value.childForFieldName('object') ?? value, file)));
    if (made && libraries.test(made.module)) return true;
    const imported = binding?.imported?.specifier;
    if (imported !== undefined && libraries.test(imported)) return true;
  }
  const last = receiver.childForFieldName('property')?.text ?? receiver.text;
  return (
    /^_?(logger|log|\w*Logger|winston|pino|bunyan)$/.test(last.slice(-40)) &&
    !/^Math/.test(receiver.text)
  );
}

const serving =
  /\b_?(req|request|incomingMessage|httpRequest|ctx|koaContext|createServer|handler)\b|Request\b|@(Body|Query|Param|Req)\b|\.(get|post|put|use|all)\(\s*['"`]\/|\.on\(\s*['"`](message|data|request|connection)/;

/** Whether a file may answer requests at all. Cheap. */
export function mayServe(file: ParsedFile): boolean {
  return serving.test(file.text);
}
