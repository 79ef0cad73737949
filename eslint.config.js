/**
 * Lint: only rules that catch bugs or keep a promise of this project; layout is nobody's business here.
 * Typed rules see the whole program of each workspace. A suppression must name its rule and say why:
 * `// eslint-disable-next-line rule -- sentence` (the tidy test reads the sentence).
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

const typedRules = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/ban-ts-comment': ['error', { minimumDescriptionLength: 15 }],
  '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
  '@typescript-eslint/no-array-delete': 'error',
  '@typescript-eslint/no-base-to-string': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-for-in-array': 'error',
  '@typescript-eslint/no-implied-eval': 'error',
  '@typescript-eslint/no-import-type-side-effects': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-redundant-type-constituents': 'error',
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/no-unsafe-argument': 'error',
  '@typescript-eslint/no-unsafe-assignment': 'error',
  '@typescript-eslint/no-unsafe-call': 'error',
  '@typescript-eslint/no-unsafe-enum-comparison': 'error',
  '@typescript-eslint/no-unsafe-member-access': 'error',
  '@typescript-eslint/no-unsafe-return': 'error',
  '@typescript-eslint/no-unused-expressions': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true }],
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/prefer-promise-reject-errors': 'error',
  '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
  '@typescript-eslint/restrict-plus-operands': 'error',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true, allowNullish: false, allowRegExp: false }],
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/unbound-method': 'error',
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

/** The configuration for a checkout at `rootDir`; the lint's own tests point it at a planted tree. */
export function lintConfiguration(rootDir) {
  return tseslint.config(
    { ignores: ['**/node_modules/', '**/dist/', '.holdfast/', '.tmp/', 'coverage/', 'e2e/artifacts/', '**/*.gen.ts'] },
    sharedOptions,
    { files: ['**/*.{js,mjs}'], rules: { ...coreRules, 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }] } },
    {
      files: typescriptFiles,
      languageOptions: {
        parser: tseslint.parser,
        parserOptions: { projectService: true, tsconfigRootDir: rootDir },
      },
      plugins: { '@typescript-eslint': tseslint.plugin, holdfast: { rules: holdfastRules } },
      rules: { ...coreRules, ...typedRules },
    },
    // Settings of tools belong to no program; they are few lines, judged without types.
    { files: ['**/*.config.ts'], ...tseslint.configs.disableTypeChecked },
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
    {
      // The router's own way to redirect and to say "not found".
      files: ['console/src/**/*.{ts,tsx}'],
      rules: {
        '@typescript-eslint/only-throw-error': ['error', { allow: [{ from: 'package', package: '@tanstack/router-core', name: ['Redirect', 'NotFoundError'] }] }],
      },
    },
    {
      // Tests read answers of the outside as they come; what they then expect is the check.
      files: tests,
      rules: {
        '@typescript-eslint/no-unsafe-argument': 'off',
        '@typescript-eslint/no-unsafe-assignment': 'off',
        '@typescript-eslint/no-unsafe-call': 'off',
        '@typescript-eslint/no-unsafe-member-access': 'off',
        '@typescript-eslint/no-unsafe-return': 'off',
        '@typescript-eslint/unbound-method': 'off',
      },
    },
  );
}

export default lintConfiguration(import.meta.dirname);
