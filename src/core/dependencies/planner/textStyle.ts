/** What a JSON text is indented by; two spaces where it does not say. */
export function indentOf(text: string): string {
  return /^\ufeff?\s*[{[]\r?\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
}

export function endOfLine(text: string): '\n' | '\r\n' {
  return /\r\n/.test(text) && !/[^\r]\n/.test(text) ? '\r\n' : '\n';
}
