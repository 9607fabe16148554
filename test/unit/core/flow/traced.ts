import assert from 'node:assert/strict';
import { guardsOf } from '../../../../src/core/flow/guards';
import { anySource } from '../../../../src/core/flow/judge';
import type { Question } from '../../../../src/core/flow/question';
import { type ParsedFile, argumentsOf, parsedFile } from '../../../../src/core/rules/parsedFile';
import type { Node } from '../../../../src/core/syntax';
import { testSyntax } from '../../grammars';

/** Looks at a file; `src/a.ts` unless another path is given. */
export async function inFile<T>(
  code: string,
  look: (file: ParsedFile) => T,
  path = 'src/a.ts',
): Promise<T> {
  let seen: { readonly value: T } | undefined;
  await (
    await testSyntax()
  ).withTree(path, code, (root) => {
    assert.equal(root.hasError, false, `parses: ${code}`);
    seen = { value: look(parsedFile(path, code, root)) };
  });
  assert.ok(seen);
  return seen.value;
}

/** What is handed to the calls of `sink` in a file, in order. */
export function sunk(file: ParsedFile): readonly Node[] {
  return file
    .find('sink')
    .flatMap(({ parent }) =>
      parent?.type === 'call_expression' ? argumentsOf(parent).slice(0, 1) : [],
    );
}

/** From where the argument of each `sink(…)` comes: `kind code` of every origin, sorted. */
export function originsIn(
  code: string,
  question: Question = { kinds: anySource },
  path?: string,
): Promise<readonly (readonly string[])[]> {
  return inFile(
    code,
    (file) =>
      sunk(file).map((value) =>
        file.flow
          .origins(value, question)
          .map(({ kind, node }) => `${kind} ${file.code(node)}`)
          .filter((one, at, all) => all.indexOf(one) === at)
          .sort(),
      ),
    path,
  );
}

/** The same for the body of a handler of requests, with one sink. */
export async function reached(body: string, question?: Question): Promise<readonly string[]> {
  const [only, ...others] = await originsIn(
    `app.get('/', async (req, res) => {\n${body}\n});`,
    question,
  );
  assert.ok(only, 'there is a sink');
  assert.equal(others.length, 0, 'there is one sink');
  return only;
}

/** The checks that hold at the argument of the one `sink(…)`: kind, whether it holds, and against what. */
export async function guardsIn(code: string): Promise<readonly string[]> {
  return inFile(code, (file) =>
    sunk(file).flatMap((value) =>
      guardsOf(value, file).map(({ kind, holds, other, name }) =>
        [holds ? kind : `not ${kind}`, other && file.code(other), name].filter(Boolean).join(' '),
      ),
    ),
  );
}
