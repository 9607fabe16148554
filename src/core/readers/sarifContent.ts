import { get } from './json';

/**
 * The text of an `artifactContent`: its own, or its bytes where they are UTF-8. Undefined when it
 * has neither, or when the bytes are no text.
 */
export function contentText(content: unknown): string | undefined {
  const text = get(content, 'text');
  if (typeof text === 'string') return text;
  const binary = get(content, 'binary');
  return typeof binary === 'string' ? fromBase64(binary) : undefined;
}

function fromBase64(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0));
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
