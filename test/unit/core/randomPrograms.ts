import fc from 'fast-check';

const name = fc.constantFrom('a', 'b', 'c', 'q', 'req', 'f', 'constructor', '__proto__', 'é');

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    name,
    fc.constantFrom(
      "'x'",
      '1',
      'req.query.a',
      'req.body',
      'location.hash',
      'process.argv[2]',
      '/(a+)+$/',
      'this.a',
    ),
    fc.tuple(tie('expression'), name).map(([one, property]) => `${one}.${property}`),
    fc.tuple(tie('expression'), tie('expression')).map(([one, two]) => `(${one} + ${two})`),
    fc.tuple(tie('expression'), tie('expression')).map(([one, two]) => `${one}[${two}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([one, two]) => `(${one} || ${two})`),
    fc.tuple(name, tie('expression')).map(([one, two]) => `${one}(${two})`),
    fc.tuple(name, tie('expression')).map(([one, two]) => `({ ${one}: ${two} })`),
    fc.tuple(tie('expression'), tie('expression')).map(([one, two]) => `[${one}, ...${two}]`),
    fc.tuple(name, tie('expression')).map(([one, two]) => `((${one}) => ${two})`),
    fc.tuple(name, tie('expression')).map(([one, two]) => `${one}.map((b) => ${two})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([test, one, two]) => `(${test} ? ${one} : ${two})`),
    tie('expression').map((one) => `\`select \${${one}} from\``),
    tie('expression').map((one) => `(await ${one})`),
    tie('expression').map((one) => `new Promise((a) => a(${one}))`),
  ),
}));

const sink = fc.constantFrom(
  'eval',
  'cp.exec',
  'res.send',
  'res.redirect',
  'fetch',
  'db.query',
  'fs.readFileSync',
  'document.write',
  'new RegExp',
  'https.request',
);

const { statement } = fc.letrec<{ statement: string }>((tie) => {
  const block = fc
    .array(tie('statement'), { maxLength: 4 })
    .map((all) => `{\n${all.join('\n')}\n}`);
  return {
    statement: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.tuple(sink, expression).map(([one, two]) => `${one}(${two});`),
      fc
        .tuple(fc.constantFrom('const', 'let', 'var'), name, expression)
        .map(([kind, one, two]) => `${kind} ${one} = ${two};`),
      fc
        .tuple(name, name, expression)
        .map(([one, two, three]) => `var { ${one}, b: [${two}] } = ${three};`),
      fc.tuple(name, expression).map(([one, two]) => `${one} += ${two};`),
      fc.tuple(name, name, expression).map(([one, two, three]) => `${one}.${two} = ${three};`),
      fc.tuple(expression, block).map(([one, two]) => `if (${one}) ${two}`),
      fc
        .tuple(expression, block, block)
        .map(([one, two, three]) => `if (!${one}) ${two} else ${three}`),
      fc
        .tuple(name, expression, block)
        .map(([one, two, three]) => `for (const ${one} of ${two}) ${three}`),
      fc
        .tuple(name, name, block)
        .map(([one, two, three]) => `async function ${one}(${two}, res) ${three}`),
      fc
        .tuple(name, name, block)
        .map(([one, two, three]) => `class A { static ${one}(${two}) ${three} }`),
      fc
        .tuple(expression, block)
        .map(([one, two]) => `switch (${one}) { case 'x': ${two} default: ${two} }`),
      fc.tuple(block, name, block).map(([one, two, three]) => `try ${one} catch (${two}) ${three}`),
      block.map((one) => `app.get('/', async (req, res) => ${one});`),
      fc.constantFrom(
        'return;',
        'return q;',
        "throw new Error('x');",
        'break;',
        '// eval(req.query.a)',
      ),
    ),
  };
});

/** Programs, not all of them right ones, in which values from outside reach what harms. */
export const programs: fc.Arbitrary<{ readonly path: string; readonly text: string }> = fc.record({
  path: fc.constantFrom('src/a.js', 'src/a.ts', 'src/a.tsx'),
  text: fc
    .array(statement, { minLength: 1, maxLength: 8 })
    .map(
      (all) =>
        `const cp = require('child_process');\nmodule.exports = async (req, res) => {\n${all.join('\n')}\n};\n`,
    ),
});
