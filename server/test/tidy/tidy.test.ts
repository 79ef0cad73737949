/**
 * Style as a test: every rule judges the whole tree as it is, says how much it saw, and fails when it saw nothing.
 * That each rule can fail is proven in rules.test.ts.
 */
import { afterAll, expect, it } from 'vitest';
import { rules } from './rules.ts';
import { readTree, showViolations } from './tree.ts';

const files = readTree();
const seen: string[] = [];

it.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  const verdict = rule.judge(files);
  seen.push(`${String(verdict.seen).padStart(6)} seen, ${verdict.violations.length} wrong: ${rule.name}`);
  expect(showViolations(verdict)).toBe('');
  expect(verdict.seen).toBeGreaterThan(0);
});

afterAll(() => {
  process.stdout.write(`tidy, in ${files.length} files:\n${seen.join('\n')}\n`);
});
