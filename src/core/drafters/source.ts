import type { Origin } from '../draft';
import type { Ports } from '../ports';
import type { SourceText } from '../sourceText';
import { decodeSource } from '../sourceText';

/** A file fit to be drafted against, or why it is not. */
export type Source =
  { readonly ok: true; readonly source: SourceText } | { readonly ok: false; readonly why: string };

/** Reads a workspace file for drafting. */
export async function readSource(path: string, ports: Pick<Ports, 'read'>): Promise<Source> {
  const bytes = await ports.read(path);
  if (bytes === undefined) return { ok: false, why: `${path} does not exist.` };
  const decoded = decodeSource(bytes);
  return decoded.ok ? decoded : { ok: false, why: `${path} cannot be changed: ${decoded.why}.` };
}

/** Who asks for a draft, and when. */
export async function requested(
  ports: Pick<Ports, 'person' | 'now'>,
): Promise<Pick<Origin, 'requestedBy' | 'requestedByEmail' | 'requestedAt'>> {
  const { name, email } = await ports.person();
  return {
    requestedBy: name,
    ...(email !== undefined && { requestedByEmail: email }),
    requestedAt: ports.now(),
  };
}
