/** The second line behind the renderers: even a renderer that forgets to judge cannot write a wrong address, class or id. */
import { expect, it } from 'vitest';
import { Html } from './html-writer.ts';

it('writes no address, class, id or colour that is not allowed', () => {
  const attributes = { href: 'javascript:alert(1)', src: 'data:image/png;base64,x', class: 'hf-a evil', id: 'location', 'data-color': 'red' };
  expect(Html.element('a', attributes, [Html.text('x')]).toString()).toBe('<a>x</a>');
});

it('escapes text and values, and shows what HTML cannot carry', () => {
  expect(Html.text('<&>"\'`\u0000\ud800').toString()).toBe('&lt;&amp;&gt;&quot;&#39;&#96;\uFFFD\uFFFD');
  expect(Html.element('img', { alt: '"<>' }).toString()).toBe('<img alt="&quot;&lt;&gt;">');
});

it('keeps whole characters outside the basic plane', () => {
  expect(Html.text('😀').toString()).toBe('😀');
});
