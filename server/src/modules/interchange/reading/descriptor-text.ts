/**
 * What a backup says about itself beside its records: Confluence's exportDescriptor.properties (a Java properties file) and the comment
 * before Jira's records (`JIRA Build : 9.4.0#940000-sha1:…`). Both are shown to people and never trusted for anything.
 */

const propertiesMax = 2_000;

/** Java's properties format: `key=value`, `key: value`, `#` comments, `\uXXXX`, lines that go on behind a backslash. */
export function parseProperties(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  const lines = text.replace(/\\\r?\n[ \t\f]*/g, '').split(/\r?\n|\r/);
  for (const line of lines) {
    if (properties.size >= propertiesMax) break;
    const match = /^[ \t\f]*([^#!\s=:\\](?:[^=:\s\\]|\\.)*|(?:\\.)(?:[^=:\s\\]|\\.)*)[ \t\f]*[=: \t\f]?[ \t\f]*(.*)$/.exec(line);
    if (match?.[1] !== undefined) properties.set(unescapeProperty(match[1]), unescapeProperty(match[2] ?? ''));
  }
  return properties;
}

function unescapeProperty(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_whole, code: string | undefined, character: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    const known: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };
    return known[character ?? ''] ?? character ?? '';
  });
}

/** Lines `name : value`, where the value may contain colons itself; counts of entities and headings are left out. */
export function parseJiraHeader(comment: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const line of comment.split(/\r?\n/)) {
    if (properties.size >= propertiesMax) break;
    const match = /^\s*(\S.*?)\s+: (.*)$/.exec(line.slice(0, 4_096));
    if (match?.[1] !== undefined && !properties.has(match[1])) properties.set(match[1], (match[2] ?? '').trim());
  }
  return properties;
}
