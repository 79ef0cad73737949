/** docs/reference/errors.md: every code that a client may see, by module. */
import type { ErrorDefinition } from '../../src/kernel/errors/index.ts';
import { code, page, table } from './markdown.ts';

export function renderErrors(errors: readonly ErrorDefinition[]): string {
  const modules = [...new Set(errors.map((error) => error.code.split('.')[0] ?? ''))].sort();
  return page('Errors', [
    `Every refusal carries one of these ${String(errors.length)} codes and its HTTP status. A code never changes its meaning; the words may get better. The platform's own API answers with a problem
document (RFC 9457: \`type\`, \`title\`, \`status\`, \`code\`, \`requestId\`, sometimes \`detail\` and \`errors\` by field), Tracker's API in Jira's shape (\`errorMessages\`, \`errors\`, \`code\`,
\`requestId\`), Wiki's in Confluence's (\`errors: [{status, code, title, detail}]\`). Anything unforeseen is \`request.internal\`: nothing is said outside, everything is in the log under the request id.`,
    ...modules.map((module) => `## ${module}\n\n${table(['Code', 'Status', 'Meaning'], errors.filter((error) => error.code.startsWith(`${module}.`)).map((error) => [code(error.code), String(error.status), error.title]))}`),
  ]);
}
