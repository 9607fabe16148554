import type { Entry } from './entry';

/** The commit trailers of an entry: a convenience; the lasting link is the entry file itself. */
export function trailersOf(entry: Entry): readonly string[] {
  const { kind, tool, model } = entry.origin;
  const drafter = oneLine(
    kind === 'model' && model ? `${model.provider}:${model.name}` : tool.name,
  );
  const scanner = oneLine(entry.finding.tool.name);
  return [`AI-BOM-Entry: ${entry.id}`, `Assisted-by: ${drafter} [${scanner}]`];
}

/** The message with the trailers in its last paragraph, each once; what was typed stays. */
export function withTrailers(message: string, trailers: readonly string[]): string {
  const lines = message.trimEnd().split('\n');
  const missing = trailers.filter((trailer) => !lines.includes(trailer));
  if (missing.length === 0) return message;
  const endsInTrailers = /^(AI-BOM-Entry|Assisted-by): /.test(lines.at(-1) ?? '');
  return `${message.trimEnd()}${endsInTrailers ? '\n' : '\n\n'}${missing.join('\n')}\n`;
}

/** Names come from reports and providers, so they may not start a line of their own. */
function oneLine(name: string): string {
  return name
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}[\]]+/gu, ' ')
    .trim()
    .slice(0, 100);
}
