import type { Ports } from './ports';
import type { HeldSyntax, LoadedSyntax } from './syntax';

/** The parser for several who ask the same texts: each text is parsed once, until the release. */
export interface SharedSyntax {
  readonly syntax: Ports['syntax'];
  release(): Promise<void>;
}

/** Loads the parser when it is first asked for; one that cannot be loaded fails only who asks. */
export function sharedSyntax(load: Ports['syntax']): SharedSyntax {
  let held: Promise<HeldSyntax> | undefined;
  const start = () => (held ??= load().then((loaded) => loaded.hold()));
  return {
    async syntax(): Promise<LoadedSyntax> {
      const shared = await start();
      const view: HeldSyntax = {
        withTree: (path, text, use) => shared.withTree(path, text, use),
        release: () => undefined,
      };
      return { withTree: view.withTree.bind(view), forget: () => undefined, hold: () => view };
    },
    async release() {
      (await held?.catch(() => undefined))?.release();
    },
  };
}
