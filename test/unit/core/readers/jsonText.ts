import fc from 'fast-check';

/** JSON as somebody may write it: with keys twice, keys in escapes and blanks anywhere. */
export type Written =
  string | { readonly items: readonly Written[] } | { readonly members: readonly Member[] };

export interface Member {
  readonly key: string;
  readonly escaped?: boolean;
  readonly value: Written;
}

/** The keys that mean something somewhere in a log, and some that only look like them. */
const keys = [
  'runs',
  'results',
  'codeFlows',
  'fixes',
  'relatedLocations',
  'graphTraversals',
  'graphTraversalsOf',
  'properties',
  'run',
  'a"b\\',
  'é𝒳',
  '',
];

const scalar = fc.oneof(
  fc.constantFrom('null', 'true', '-0.5e-7', '0', '""', '"}"', '"],["', '"\\"runs\\":["', '"\\\\"'),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => JSON.stringify(text)),
  fc.constantFrom(...keys).map((key) => JSON.stringify(key)),
);

const key = fc.constantFrom(...keys);

const { value } = fc.letrec<{ value: Written; inner: Written }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('inner')),
  inner: fc.oneof(
    fc.array(tie('value'), { maxLength: 4 }).map((items) => ({ items })),
    fc
      .uniqueArray(fc.record({ key, escaped: fc.boolean(), value: tie('value') }), {
        maxLength: 4,
        selector: (member) => member.key,
      })
      .map((members) => ({ members })),
  ),
}));

function object(members: Record<string, fc.Arbitrary<Written>>): fc.Arbitrary<Written> {
  const each = Object.entries(members).map(([name, arbitrary]) =>
    fc.record({
      key: fc.constant(name),
      escaped: fc.nat(9).map((chance) => chance === 0),
      value: arbitrary,
    }),
  );
  return fc
    .tuple(fc.shuffledSubarray(each), fc.nat())
    .chain(([chosen]) => fc.tuple(...chosen))
    .map((chosen) => ({ members: chosen }));
}

const listOf = (item: fc.Arbitrary<Written>, maxLength = 5): fc.Arbitrary<Written> =>
  fc.array(item, { maxLength }).map((items) => ({ items }));

const mostly = (usual: fc.Arbitrary<Written>): fc.Arbitrary<Written> =>
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: value });

const long = JSON.stringify('x'.repeat(40));
const heavy = mostly(listOf(fc.oneof(value, fc.constant(long)), 3));

const result = object({
  ruleId: scalar,
  message: value,
  codeFlows: heavy,
  fixes: heavy,
  relatedLocations: heavy,
  stacks: heavy,
  properties: value,
});

/** Members of a result may be there twice: the last one counts. */
const resultTwice = fc
  .tuple(result, result)
  .map(([one, other]) => ({ members: [one, other].flatMap((each) => membersOf(each)) }));

const run = object({
  tool: value,
  results: mostly(listOf(mostly(fc.oneof(result, resultTwice)))),
  properties: value,
});

/** A SARIF log, or nearly one. */
export const writtenLog: fc.Arbitrary<Written> = object({
  version: scalar,
  runs: mostly(listOf(mostly(run), 3)),
  properties: value,
});

function membersOf(written: Written): readonly Member[] {
  return typeof written === 'object' && 'members' in written ? written.members : [];
}

/** Blanks for between the tokens, used one after the other and again. */
export const blanks = fc.array(fc.constantFrom('', '', ' ', '\n\t', '\r\n    '), {
  minLength: 1,
  maxLength: 9,
});

/** The text of it. */
export function write(written: Written, between: readonly string[]): string {
  let used = 0;
  const blank = (): string => between[used++ % between.length] ?? '';
  const text = (node: Written): string => {
    if (typeof node === 'string') return node;
    const parts =
      'items' in node
        ? node.items.map((item) => blank() + text(item) + blank())
        : node.members.map(
            (each) => blank() + keyOf(each) + blank() + ':' + blank() + text(each.value),
          );
    const [open, close] = 'items' in node ? '[]' : '{}';
    return `${open}${parts.join(',')}${blank()}${close}`;
  };
  return blank() + text(written) + blank();
}

function keyOf({ key: name, escaped }: Member): string {
  if (escaped !== true || name === '') return JSON.stringify(name);
  const first = name.charCodeAt(0).toString(16).padStart(4, '0');
  return `"\\u${first}${JSON.stringify(name.slice(1)).slice(1)}`;
}
