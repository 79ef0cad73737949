/** XML as exports write it: escaped, without characters that XML cannot hold, long texts as CDATA where that changes nothing. */

// eslint-disable-next-line no-control-regex -- the characters that XML 1.0 forbids
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const special = /[&<>"\t\n\r]/;
const replacements: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };

const allowed = (text: string): string => text.replace(forbidden, '\ufffd');

/** For an attribute between double quotes. */
export function attributeText(text: string): string {
  const plain = allowed(text);
  return special.test(plain) ? plain.replace(/[&<>"\t\n\r]/g, (found) => replacements[found] ?? found) : plain;
}

/** For the text of an element: a reader gives back exactly these characters. */
export function elementText(text: string): string {
  const plain = allowed(text);
  if (!/[&<>\r]/.test(plain)) return plain;
  // A lone carriage return would be read as a line feed, and `]]>` would end the section.
  if (!plain.includes(']]>') && !plain.includes('\r')) return `<![CDATA[${plain}]]>`;
  return plain.replace(/[&<>\r]/g, (found) => replacements[found] ?? found);
}

export const isName = (name: string): boolean => /^[A-Za-z_][\w.-]*$/.test(name);
