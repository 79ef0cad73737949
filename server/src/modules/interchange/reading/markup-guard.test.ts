import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarkupGuard } from './markup-guard.ts';

function guard(tokenCharsMax = 1_000_000, dropped: number[] = []): MarkupGuard {
  return new MarkupGuard({ tokenCharsMax, prologCharsMax: 1_000_000, onOversize: (chars) => dropped.push(chars) });
}

function passed(xml: string, cuts: readonly number[], made = guard()): string {
  let output = '';
  let from = 0;
  for (const cut of [...cuts, xml.length]) {
    output += made.pass(xml.slice(from, cut));
    if (made.fault) return `${output} ${made.fault.code}`;
    from = cut;
  }
  return output + (made.finish() ?? ' unfinished');
}

const pieces = fc.constantFrom('<a>', '</a>', '<b x="1>2" y=\'"\'/>', 'text', ' ', '&lt;', '&#228;', '&#28;', '&#x1F600;', '\u0001', '<!-- -- > -->', '<!---->',
  '<![CDATA[]]>', '<![CDATA[ <!-- ]] > <?x ]]>', '<![CDATA[]]]]>', '<?pi ?>', '<?pi ? > ??>', '😀', ']]', '&', '<', '<!', '<!DOCTYPE x>', '-->', ']]>');

describe('the guard', () => {
  it('passes the same, wherever the text is cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), fc.array(fc.nat(400), { maxLength: 12 }), (parts, cuts) => {
        const xml = parts.join('');
        const sorted = [...new Set(cuts.filter((cut) => cut < xml.length))].sort((a, b) => a - b);
        expect(passed(xml, sorted)).toBe(passed(xml, []));
        expect(passed(xml, Array.from({ length: xml.length }, (_, index) => index))).toBe(passed(xml, []));
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes nothing in a document without anything special', () => {
    const xml = '<a x="1 > 2" y=\'&lt;\'>text &amp; &#10;<![CDATA[<b> ]] ]]]></a>';
    expect(passed(xml, [])).toBe(xml);
  });

  it('leaves markup behind where it leaves something out, so that the parser still sees where it stood', () => {
    expect(passed('<a><!-- x --><?y z?></a>', [])).toBe('<a><!----><?ignored?></a>');
    expect(passed('<?xml version="1.0"?><!-- first --><a/>', [])).toBe('<a/>');
  });

  it('keeps the first comment', () => {
    const made = guard();
    passed('<?xml version="1.0"?>\n<!--one--><!--two--><a><!--three--></a>', [25, 27, 29], made);
    expect(made.firstComment).toBe('one');
  });

  it('forwards at most about a chunk more than the limit, and says how much it left out', () => {
    const dropped: number[] = [];
    const xml = `<a>${'x'.repeat(1_000)}</a><b y="${'z'.repeat(1_000)}"/><c><![CDATA[${'w'.repeat(1_000)}]]></c>`;
    const output = passed(xml, Array.from({ length: Math.floor(xml.length / 10) }, (_, index) => index * 10), guard(100, dropped));
    expect(output).toMatch(/^<a>x{90,120}<\/a><b y="z{90,120}"\/><c><!\[CDATA\[w{90,120}\]\]><\/c>$/);
    expect(output.length + dropped.reduce((sum, chars) => sum + chars, 0)).toBe(xml.length);
    expect(dropped).toHaveLength(3);
  });
});
