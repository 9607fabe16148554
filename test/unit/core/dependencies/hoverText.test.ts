import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HoverSubject } from '../../../../src/core/dependencies/hoverText';
import { hoverMarkdown } from '../../../../src/core/dependencies/hoverText';
import { copy, finding, graphOf, understood } from './planFakes';

const graph = graphOf('log-sieve', [
  ['', 'node_modules/event-stream', '3.3.6', '3.3.6'],
  ['', 'node_modules/tree', '1.0.0', '^1.0.0'],
]);

const subject = (parts: Partial<HoverSubject> = {}): HoverSubject => ({
  package: 'event-stream',
  findings: [finding()],
  understood: understood(graph, [copy()]),
  ...parts,
});

const addressOf = (path: string, line: number) => `file:///made/up/project/${path}#L${line + 1}`;
/** Without the marks that keep Markdown from reading it. */
const plain = (text: string) =>
  text
    .replace(/&#8203;/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
const told = (parts: Partial<HoverSubject> = {}) => plain(hoverMarkdown(subject(parts), addressOf));

describe('the hover of a dependency', () => {
  it('says what is wrong, what is installed and how it came there', () => {
    const text = told();
    assert.match(text, /^\*\*event-stream\*\*: critical$/m);
    assert.match(
      text,
      /^- critical: \[GHSA-aaaa-bbbb-cccc\]\(https:\/\/github\.com\/advisories\/GHSA-aaaa-bbbb-cccc\): It steals\. \(>=3\.3\.6 <4\.0\.0\)$/m,
    );
    assert.match(text, /^Installed: 3\.3\.6 \(node_modules\/event-stream\)$/m);
    assert.match(text, /^Direct: package\.json asks for it\.$/m);
    assert.match(text, /^- log-sieve → event-stream 3\.3\.6$/m);
  });

  it('says what to do about malware beside another version', () => {
    assert.doesNotMatch(told(), /made to do harm/);
    const text = told({ findings: [finding({ cwe: ['CWE-506'] })] });
    assert.match(text, /critical, malware/);
    assert.match(text, /made to do harm.*Rotate every secret/s);
  });

  it('counts what it does not show', () => {
    const ways = Array.from({ length: 9 }, (_, at) => [
      '',
      `node_modules/a${at}`,
      'node_modules/event-stream',
    ]);
    const copies = [copy({ direct: false, ways, wayCount: 200 })];
    const findings = Array.from({ length: 8 }, () => finding());
    const text = told({ findings, understood: understood(graph, copies) });
    assert.match(text, /^- and 3 more$/m);
    assert.match(text, /^- and 195 more$/m);
    assert.match(text, /^Transitive: only other packages ask for it\.$/m);
  });

  it('says why nothing is known of what is installed', () => {
    const text = told({ understood: { ok: false, why: 'The lockfile has merge markers.' } });
    assert.match(text, /^The lockfile has merge markers\.$/m);
    assert.doesNotMatch(text, /Installed/);
  });

  it('does not claim a copy that the lockfile does not have', () => {
    const text = told({ understood: understood(graph, []) });
    assert.match(text, /^The lockfile has no vulnerable copy of it\.$/m);
    assert.doesNotMatch(text, /Direct|Transitive/);
  });

  it('leads to the places where the code uses it', () => {
    const use = { text: 'Your code uses flatmap.', places: [{ path: 'lib/a (1).js', line: 11 }] };
    const text = hoverMarkdown(subject({ use }), addressOf);
    assert.match(text, /\(file:\/\/\/made\/up\/project\/lib\/a%20%281%29\.js#L12\)$/m);
  });

  it('makes no link, markup or command of foreign text', () => {
    const hostile = fc.constantFrom(
      '[x](command:workbench.action.quit)',
      '![x](https://evil.example/x.png)',
      '<img src=x onerror=alert(1)>',
      'https://evil.example www.evil.example a@evil.example',
      '`code` **bold** $(check) | a | b |',
      'line\n\n# heading\n- item',
      '\u202Ereversed',
    );
    const text = fc.oneof(hostile, fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(text, text, text, text, (title, name, version, id) => {
        const advisory = { id, title };
        const findings = [
          finding({ advisory, vulnerable: version, patched: title, package: name }),
        ];
        const copies = [copy({ name, version, path: title })];
        const shown = hoverMarkdown(
          subject({ package: name, findings, understood: understood(graph, copies) }),
          addressOf,
        );
        assert.doesNotMatch(shown, /\]\(|<|`|!\[|\$\(|:\/\/|www\.|@[a-z]|\u202E/i);
        assert.doesNotMatch(shown, /^(?!- )\s*[#>|]/m);
      }),
    );
  });
});
