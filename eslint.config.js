/**
 * Lint: only rules that catch bugs or keep a promise of this project; layout is nobody's business here.
 * Rules that need types are in .oxlintrc.json, where the native compiler serves them. A suppression must name its rule
 * and say why: `// eslint-disable-next-line rule -- sentence` (the tidy test reads the sentence).
 */
import tseslint from 'typescript-eslint';
import { holdfastRules } from './server/test/tidy/lint-rules.js';

const typescriptFiles = ['**/*.ts', '**/*.tsx'];
const tests = ['**/*.test.ts', '**/*.test.tsx', '**/*-for-tests.ts', 'server/test/**', 'server/bench/**', 'e2e/**', 'server/src/**/testing/**'];

const coreRules = {
  'array-callback-return': 'error',
  'default-case-last': 'error',
  eqeqeq: 'error',
  'no-async-promise-executor': 'error',
  'no-cond-assign': 'error',
  'no-constant-binary-expression': 'error',
  'no-constructor-return': 'error',
  'no-control-regex': 'error',
  'no-debugger': 'error',
  'no-dupe-else-if': 'error',
  'no-duplicate-case': 'error',
  'no-empty': 'error',
  'no-empty-character-class': 'error',
  'no-eval': 'error',
  'no-loss-of-precision': 'error',
  'no-new-func': 'error',
  'no-self-assign': 'error',
  'no-self-compare': 'error',
  'no-sparse-arrays': 'error',
  'no-unreachable-loop': 'error',
  'no-unsafe-finally': 'error',
  'no-unsafe-optional-chaining': 'error',
  'no-useless-backreference': 'error',
  'no-useless-catch': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'use-isnan': 'error',
  'valid-typeof': 'error',
};

const typescriptRules = {
  '@typescript-eslint/ban-ts-comment': ['error', { minimumDescriptionLength: 15 }],
  '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-import-type-side-effects': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-unused-expressions': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true }],
};

/** One place reads the environment, one asks for the time, randomness comes from the system's generator, the log is the only voice. */
const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Settings come from kernel/config; nothing else reads the environment.',
};
const currentTime = [
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Ask the injected Clock.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Ask the injected Clock.' },
  { selector: "CallExpression[callee.object.name='performance'][callee.property.name='now']", message: 'Ask the injected Clock (monotonicMs).' },
];
const randomness = { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: 'Use node:crypto, or an injected source where a test must repeat it.' };

const sharedOptions = { linterOptions: { reportUnusedDisableDirectives: 'error' } };

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '.holdfast/', '.tmp/', 'coverage/', 'e2e/artifacts/', '**/*.gen.ts'] },
  sharedOptions,
  { files: ['**/*.{js,mjs}'], rules: { ...coreRules, 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }] } },
  {
    files: typescriptFiles,
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin, holdfast: { rules: holdfastRules } },
    rules: { ...coreRules, ...typescriptRules },
  },
  {
    files: ['server/src/**/*.ts', 'cli/src/**/*.ts', 'console/src/**/*.{ts,tsx}'],
    ignores: tests,
    rules: { 'holdfast/assertion-has-reason': 'error' },
  },
  {
    files: ['server/src/**/*.ts'],
    ignores: tests,
    rules: { 'no-console': 'error', 'no-restricted-syntax': ['error', environment, ...currentTime, randomness] },
  },
  {
    files: ['server/src/kernel/time/**/*.ts', 'server/src/kernel/ids/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', environment, randomness] },
  },
  {
    files: ['server/src/kernel/config/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...currentTime, randomness] },
  },
  {
    files: ['cli/src/**/*.ts'],
    ignores: [...tests, 'cli/src/main.ts'],
    rules: { 'no-restricted-syntax': ['error', environment] },
  },
);
