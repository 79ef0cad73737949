/** docs/reference/openapi.json: what `/openapi.json` answers, one door a line, so that a change reads as one. */
import { openApi } from '../../src/kernel/http/index.ts';
import type { Registry } from '../../src/kernel/service/index.ts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with line breaks down to a depth: `paths` → address → method. */
function lines(value: unknown, depth: number): string {
  if (depth === 0 || !isObject(value)) return JSON.stringify(value);
  return `{\n${Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${lines(inner, depth - 1)}`).join(',\n')}\n}`;
}

export function renderOpenApi(registry: Registry, version: string): string {
  return `${lines(openApi(registry, version), 3)}\n`;
}
