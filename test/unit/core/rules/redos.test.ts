import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exponentialRisk, polynomialRisk, regexRisk } from '../../../../src/core/rules/redos';
import { exponentialFlaw } from '../../../../src/core/rules/redosMessage';
import { samples } from '../../../bench/redosSamples';
import { pumpsToSlow } from './matchTimes';

const r = String.raw;
const labelled = (kind: string) => samples.filter((sample) => sample.kind === kind);
const missed = [r`(?<=a+)b`];

describe('what a text can do to a regular expression', () => {
  it('is told of every sample whose time is exponential, and of no other', () => {
    const told = samples.filter(({ pattern, flags }) => exponentialRisk(pattern, flags));
    assert.deepEqual(told, labelled('exponential'));
  });

  it('is told of every sample whose time is polynomial, but for those known to be missed', () => {
    for (const { pattern, flags } of labelled('polynomial')) {
      const expected = missed.includes(pattern) ? undefined : 'polynomial';
      assert.equal(regexRisk(pattern, flags)?.kind, expected, pattern);
    }
  });

  it('is nothing for the look-alikes', () => {
    for (const { pattern, flags } of labelled('safe')) {
      assert.equal(regexRisk(pattern, flags), undefined, pattern);
    }
  });

  it('slows the real engine within 40 pumps where it is exponential', async function () {
    this.timeout(70_000);
    const attacks = labelled('exponential').flatMap(({ pattern, flags }) => {
      const risk = exponentialRisk(pattern, flags);
      return risk ? [{ pattern, flags, ...risk }] : [];
    });
    const how = { milliseconds: 4, growth: 'n + 1', most: 40 };
    const pumps = await pumpsToSlow(attacks, how);
    assert.deepEqual(
      attacks.filter((_, index) => pumps[index] === Infinity),
      [],
    );
    const harmless = labelled('safe').map(({ pattern, flags }) => ({
      ...{ pattern, flags, prefix: '', pump: 'a1', suffix: '!' },
    }));
    assert.deepEqual(new Set(await pumpsToSlow(harmless, how)), new Set([Infinity]));
  });

  it('slows the real engine within 20,000 pumps where it is polynomial', async function () {
    this.timeout(70_000);
    const attacks = labelled('polynomial').flatMap(({ pattern, flags }) => {
      const risk = polynomialRisk(pattern, flags);
      return risk ? [{ pattern, flags, ...risk }] : [];
    });
    const pumps = await pumpsToSlow(attacks, { milliseconds: 5, growth: '2 * n', most: 20_000 });
    assert.deepEqual(
      attacks.filter((_, index) => pumps[index] === Infinity),
      [],
    );
  });

  it('points at the ambiguous part', () => {
    const part = (pattern: string) => {
      const risk = regexRisk(pattern, '');
      return risk && pattern.slice(risk.start, risk.end);
    };
    assert.equal(part(r`^x(?:y(a+)+z)?$`), '(a+)+');
    assert.equal(part(r`^(?:a|b|ab)*c$`), '(?:a|b|ab)*');
    assert.equal(part(r`^(?:(\w+ ?)+;)+$`), r`(\w+ ?)+`);
    assert.equal(part(r`,\s+$`), undefined);
    assert.equal(part(r`x?\s+$`), r`\s+`);
  });

  it('tells the degree of a polynomial', () => {
    assert.equal(polynomialRisk(r`^a*a*b`, '')?.degree, 2);
    assert.equal(polynomialRisk(r`^a*a*a*b`, '')?.degree, 3);
    assert.equal(polynomialRisk(r`^a*a*a*a*a*b`, '')?.degree, 4);
  });
});

describe('the flags of a regular expression', () => {
  it('decide what is ambiguous', () => {
    const kinds = (pattern: string, flags: string[]) =>
      flags.map((flag) => regexRisk(pattern, flag)?.kind);
    assert.deepEqual(kinds(r`^(?:a|A)+$`, ['', 'i']), [undefined, 'exponential']);
    assert.deepEqual(kinds(r`^(?:.|\n)+x$`, ['', 's']), [undefined, 'exponential']);
    assert.deepEqual(kinds(r`\s+$`, ['', 'y']), ['polynomial', undefined]);
    assert.deepEqual(kinds(r`^\s+x`, ['', 'm']), [undefined, 'polynomial']);
    assert.deepEqual(kinds(r`^\s*|\s*$`, ['', 'g']), [undefined, 'polynomial']);
    assert.deepEqual(kinds(r`^(?:\u{61}|a)+$`, ['', 'u']), [undefined, 'exponential']);
    assert.deepEqual(kinds(r`^(?:[\w&&\d]|[a-z])+$`, ['v']), [undefined]);
  });
});

describe("Python's regular expressions", () => {
  const shapes: readonly [string, string, string | undefined][] = [
    [r`^(?P<word>\w+ ?)+$`, '', 'exponential'],
    [r`\A(a+)+\Z`, '', 'exponential'],
    [r`\A(?#any)(a|b)+\Z`, '', undefined],
    [r`(?i)^(?:a|A)+$`, '', 'exponential'],
    [r`^(?i:a|A)+$`, '', 'exponential'],
    [r`^(?-i:a|A)+$`, 'i', undefined],
    [r`^(?>a+)+$`, '', undefined],
    [r`^(?:a++)+$`, '', undefined],
    [r`^(?:a+)++$`, '', undefined],
    ['^ ( a+ # some\n ) + $', 'x', 'exponential'],
    ['(?x) ^ ( a+ ) + $', '', 'exponential'],
    ['^ ( a+ ) + $', '', undefined],
    [r`^(["'])(?:(?P=quote)|x)*`, '', undefined],
    [r`^(?P<quote>["'])(?:\\.|.)*(?P=quote)$`, '', 'exponential'],
    [r`^(a)?(?(1)(?:b+)+|c)$`, '', 'exponential'],
    [r`^(?:[]a]|a)+$`, '', 'exponential'],
    [r`^(?:a{,3})+$`, '', 'exponential'],
    [r`\s+\Z`, '', 'polynomial'],
    [r`\s+\Z`, 'y', undefined],
  ];
  for (const [pattern, flags, kind] of shapes) {
    it(`${JSON.stringify(pattern)} ${flags}: ${kind ?? 'nothing'}`, () => {
      assert.equal(regexRisk(pattern, flags, 'python')?.kind, kind);
    });
  }
});

describe('a regular expression that means ill', () => {
  const hostile: Readonly<Record<string, string>> = {
    'deep nesting': `${'('.repeat(3000)}a${')+'.repeat(3000)}`,
    'nesting just allowed': `^${'('.repeat(90)}a${')+'.repeat(90)}$`,
    'ten thousand alternatives': `^(?:${Array.from({ length: 10_000 }, (_, n) => `w${n}`).join('|')})+$`,
    'as many as are looked at': `^(?:${Array.from({ length: 600 }, (_, n) => `w${n}`).join('|')})+$`,
    'huge counts': r`^(?:(?:a{1,10000}){1,10000}b{9999}){1,10000}$`,
    'counts in counts': `^${'(?:'.repeat(60)}a${'){2,9}'.repeat(60)}$`,
    'many optional parts': `^(?:${'a?'.repeat(300)})*$`,
    'many loops': `^${'a*'.repeat(500)}$`,
    'many wide classes': `(?:${'[^\\W\\d]|\\w+|'.repeat(100)}x)*y`,
    'many open brackets': '['.repeat(4000),
    'a class of many ranges': `[${Array.from({ length: 1500 }, (_, n) => String.fromCharCode(2 * n + 0x3000)).join('')}]+x`,
    'look-arounds in look-arounds': `${'(?=(?<=a*'.repeat(40)}b${'))'.repeat(40)}`,
  };
  for (const [what, pattern] of Object.entries(hostile)) {
    it(`takes a bounded time: ${what}`, () => {
      const before = process.cpuUsage();
      for (const syntax of ['javascript', 'python'] as const) regexRisk(pattern, '', syntax);
      assert.ok(process.cpuUsage(before).user < 1_000_000);
    });
  }

  it('is nothing when it is invalid', () => {
    for (const pattern of [
      '(a+',
      'a+)+',
      '(a)**',
      '(?<n>a',
      '[b-a](a+)+',
      r`(\p{Nope}+)+`,
      '(?z)(a+)+',
    ]) {
      assert.equal(regexRisk(pattern, 'u'), undefined, pattern);
    }
  });

  it('never throws, whatever it is made of', () => {
    const pieces = [
      ...[
        '(',
        ')',
        '(?:',
        '(?=',
        '(?<!',
        '(?P<n>',
        '(?<n>',
        '[',
        ']',
        '[^',
        '|',
        '*',
        '+',
        '?',
        '{2,}',
      ],
      ...[
        '{1,40}',
        '{,3}',
        'a',
        'b',
        '.',
        '^',
        '$',
        r`\b`,
        r`\w`,
        r`\s`,
        r`\1`,
        r`\k<n>`,
        r`\p{L}`,
        '-',
      ],
      ...['(?i)', '(?>', r`\u{1F600}`, '\u{1F600}', '--', '&&', '\\', '#', ' ', '\n', '\ud800'],
    ];
    const pattern = fc
      .array(fc.constantFrom(...pieces), { maxLength: 25 })
      .map((parts) => parts.join(''));
    const flags = fc.constantFrom('', 'i', 'u', 'v', 'gms', 'x', 'y');
    const syntax = fc.constantFrom('javascript' as const, 'python' as const);
    fc.assert(
      fc.property(pattern, flags, syntax, (source, letters, language) => {
        const risk = regexRisk(source, letters, language);
        if (!risk) return true;
        return 0 <= risk.start && risk.start <= risk.end && risk.end <= source.length;
      }),
      { numRuns: 3000 },
    );
  });
});

describe('what is reported of a regular expression', () => {
  it('names the part and the attack, on one line', () => {
    assert.deepEqual(exponentialFlaw('^x(a+\n?)+$', ''), {
      start: 2,
      end: 9,
      message:
        'The part (a+ ?)+ of this regular expression takes exponential time to fail on a text that begins with "xa" and repeats "a" many times.',
    });
    assert.equal(exponentialFlaw(r`\s+$`, ''), undefined);
  });
});
