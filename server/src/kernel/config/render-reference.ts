/** Writes docs/reference/configuration.md from the schema; a test compares it with what is committed. */
import { expectedOf, settings, type Setting } from './settings.ts';

export function renderConfigReference(): string {
  return `# Configuration

<!-- Generated from server/src/kernel/config/schema.ts; \`npx vitest run server/src/kernel/config --update\` writes it anew. -->

A setting comes from the environment, else from \`holdfast.config.json\` in the working directory (another file: \`HOLDFAST_CONFIG\`), else from its
default. \`holdfast config\` shows what is in force and where it came from, without secrets. A key or a \`HOLDFAST_…\` variable that is not listed here is
refused, and so is a value that does not fit. In the file, a dot is a level: \`{"mail": {"kind": "smtp"}}\`. Lists are written as JSON in the environment.

| key | environment | default | value | what it is for |
|---|---|---|---|---|
${settings.map(row).join('\n')}
`;
}

function row(setting: Setting): string {
  const { key, variable, schema } = setting;
  const standard = schema.default === undefined ? 'none' : `\`${JSON.stringify(schema.default)}\``;
  const secret = schema.secret === undefined ? '' : schema.secret === true ? ' Secret.' : ' A password in it is secret.';
  return `| \`${key}\` | \`${variable}\` | ${standard} | ${expectedOf(setting)} | ${schema.description ?? ''}${secret} |`;
}
