import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import typescript from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const noBarrel = {
  selector: 'ExportAllDeclaration, ExportNamedDeclaration[source]',
  message: 'No barrels: import from the file that defines it.',
};
const noDefault = {
  selector: 'ExportDefaultDeclaration',
  message: 'No default exports: give it a name (Svelte components and configuration files excepted).',
};
const noIpcMain = {
  selector: 'Identifier[name="ipcMain"]',
  message: 'Only main/electron/ipc.ts touches ipcMain: add a row to core/ipc/contract.ts and a handler instead.',
};
const noIpcRenderer = {
  selector: 'Identifier[name="ipcRenderer"]',
  message: 'Only main/electron/preload.ts touches ipcRenderer: the window asks through window.api.',
};
const noWordsInMarkup = [
  {
    selector: 'SvelteElement > SvelteText[value=/\\p{L}{2,}/u]',
    message: 'Words on screen come from the catalogue: renderer/messages/en.json.',
  },
  {
    selector: 'SvelteAttribute[key.name=/^(aria-label|aria-description|title|placeholder|alt)$/] > SvelteLiteral',
    message: 'Words on screen come from the catalogue: renderer/messages/en.json.',
  },
];
const everywhere = [noBarrel, noDefault, noIpcMain, noIpcRenderer];

const chanceAndTime = [
  ['Math', 'random', 'Chance is an argument: take a Random of core/random.ts.'],
  ['Date', 'now', 'Time is an argument: let the caller hand it in.'],
  ['performance', 'now', 'Time is an argument: let the caller hand it in.'],
].map(([object, property, message]) => ({ object, property, message }));

export default typescript.config(
  {
    ignores: ['dist/**', 'out/**', 'coverage/**', 'node_modules/**', 'test/bench/**/node_modules/**', 'test/golden/**'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  typescript.configs.recommended,
  svelte.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...everywhere],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['../../*'], message: 'No long climbs: write #core/..., #studies/... and so on.' }] },
      ],
      // The compiler sees undefined names, also those that the linter knows nothing of.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true }],
    },
  },
  {
    files: ['core/**/*.ts', 'models/**/*.ts', 'studies/**/*.ts', 'main/**/*.{ts,cts}', 'test/**/*.ts'],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.pure.json', 'tsconfig.main.json', 'tsconfig.test.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['core/**', 'models/**', 'studies/**'],
    rules: {
      'no-restricted-properties': ['error', ...chanceAndTime],
      'no-restricted-syntax': [
        'error',
        ...everywhere,
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Time is an argument: let the caller hand it in.',
        },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: typescript.parser, svelteConfig },
    },
  },
  // The tests look into the app from outside.
  { files: ['test/e2e/**'], rules: { 'no-restricted-syntax': ['error', noBarrel, noDefault] } },
  // CommonJS by its own name.
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['**/*.svelte'], rules: { 'no-restricted-syntax': ['error', noBarrel, ...noWordsInMarkup] } },
  { files: ['main/electron/ipc.ts'], rules: { 'no-restricted-syntax': ['error', noBarrel, noDefault, noIpcRenderer] } },
  {
    files: ['main/electron/preload.ts'],
    rules: { 'no-restricted-syntax': ['error', noBarrel, noDefault, noIpcMain] },
  },
  {
    files: ['*.config.{js,ts}', '*.cjs', 'test/e2e/wdio.conf.ts'],
    languageOptions: { globals: globals.node },
    rules: { 'no-restricted-syntax': ['error', noBarrel] },
  },
  {
    files: ['scripts/**', 'main/commands/**', 'main/cli.ts', 'test/e2e/**', 'test/bench/**'],
    rules: { 'no-console': 'off' },
  },
);
