import assert from 'node:assert/strict';
import { maxXmlDepth, maxXmlElements, parseXml } from '../../../../src/core/readers/xml';

describe('reading XML', () => {
  it('keeps elements and attributes, not the text between', () => {
    const text =
      '<?xml version="1.0"?><!-- a --><a b="1 &amp; &#233;">text<c/><![CDATA[<d/>]]></a>';
    const { name, attributes, children } = parseXml(text);
    assert.equal(name, 'a');
    assert.deepEqual({ ...attributes }, { b: '1 & é' });
    assert.deepEqual(
      children.map((child) => child.name),
      ['c'],
    );
  });

  const refused: readonly [string, string, RegExp][] = [
    ['an element that does not end', '<a><b></a>', /unexpected close tag/],
    ['a document that breaks off', '<a><b>', /unclosed tag/],
    ['two documents', '<a/><b/>', /one root/],
    ['none', '<?xml version="1.0"?>', /root element/],
    ['declared entities', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', /undefined entity/],
    ['depth', '<a>'.repeat(maxXmlDepth + 1), /more than 100 levels/],
    ['depth without an end', '<a>'.repeat(1_000_000), /more than 100 levels/],
    [
      'entities that would grow without end',
      `<!DOCTYPE a [<!ENTITY x "${'y'.repeat(100)}"><!ENTITY z "${'&x;'.repeat(100)}">]><a b="&z;"/>`,
      /undefined entity/,
    ],
  ];
  for (const [what, text, why] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parseXml(text), why);
    });
  }

  it('refuses more elements than any scanner writes', function () {
    this.timeout(30_000);
    const text = `<a>${'<b/>'.repeat(maxXmlElements)}</a>`;
    assert.throws(() => parseXml(text), /more than 2000000 elements; scan fewer files/);
  });
});
