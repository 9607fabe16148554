import * as rules from '../../../src/core/rules';
import { scanFile } from '../../../src/core/scan';
import { createSyntax } from '../../../src/core/syntax';

/** The core in a web worker: gets files, one a message, and answers with their findings. */
interface Question {
  readonly path: string;
  readonly text: string;
}

const syntax = createSyntax(async (file) => {
  const answer = await fetch(`/grammars/${file}`);
  return new Uint8Array(await answer.arrayBuffer());
});

self.addEventListener('message', ({ data }: MessageEvent<Question>) => {
  void syntax
    .then((parser) => scanFile(data.path, data.text, { syntax: parser, rules, version: '0.0.0' }))
    .then(
      (findings) => {
        self.postMessage({ findings });
      },
      (error: unknown) => {
        self.postMessage({ error: String(error) });
      },
    );
});
