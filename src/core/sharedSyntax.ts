import type { Ports } from './ports';
import type { HeldSyntax, LoadedSyntax } from './syntax';

/**
 * Hands out ports whose parser is shared by all who use them: each text is parsed once, until `use`
 * has answered. The parser is loaded when it is first asked for, and one that cannot be loaded fails
 * only who asks. Within another call it shares with that one.
 */
export async function withSharedSyntax<P extends Pick<Ports, 'syntax'>, T>(
  ports: P,
  use: (shared: P) => Promise<T>,
): Promise<T> {
  let held: Promise<HeldSyntax> | undefined;
  const syntax = async (): Promise<LoadedSyntax> => {
    const trees = await (held ??= ports.syntax().then((loaded) => loaded.hold()));
    const withTree: HeldSyntax['withTree'] = (...asked) => trees.withTree(...asked);
    const hold = () => ({ withTree, release: () => undefined });
    return { withTree, hold, forget: () => undefined };
  };
  try {
    return await use({ ...ports, syntax });
  } finally {
    (await held?.catch(() => undefined))?.release();
  }
}
