// Lint and the first fence: which folder may reach for what (see ARCHITECTURE.md). Flat config replaces a rule's
// options instead of merging them, so each folder's whole fence stands in one block; a unit test plants breaches.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const outsideCore = [
  { group: ['vscode', 'vscode/*'], message: 'core/ does not know the editor, not even its types.' },
  { group: ['node:*'], message: 'core/ does no I/O: ask for it through ports.ts.' },
  { group: ['**/editor/**', '**/node/**', '**/ids'], message: 'core/ does not know its callers.' },
];
const nodeBuiltins = ['assert', 'child_process', 'crypto', 'fs', 'fs/promises', 'http', 'https'];
const moreBuiltins = [
  'net',
  'os',
  'path',
  'process',
  'tls',
  'url',
  'util',
  'worker_threads',
  'zlib',
];

const coreFence = {
  'no-restricted-imports': [
    'error',
    { patterns: outsideCore, paths: [...nodeBuiltins, ...moreBuiltins] },
  ],
  'no-restricted-globals': ['error', 'process', 'require', 'fetch', 'setTimeout', 'setInterval'],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: 'core/ reads no clock.' },
    { object: 'Math', property: 'random', message: 'core/ draws no random number.' },
    { object: 'performance', property: 'now', message: 'core/ reads no clock.' },
    { object: 'crypto', property: 'getRandomValues', message: 'core/ draws no random number.' },
    { object: 'crypto', property: 'randomUUID', message: 'core/ draws no random number.' },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: 'ImportExpression', message: 'core/ loads nothing at run time.' },
    {
      selector: "NewExpression[callee.name='Date'][arguments.length=0]",
      message: 'core/ reads no clock.',
    },
    { selector: "CallExpression[callee.name='Date']", message: 'core/ reads no clock.' },
  ],
};

const editorFence = {
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        { group: ['**/node/**'], message: 'editor/ and node/ meet only in the roots.' },
        { group: ['node:*'], message: 'editor/ reads the disk through what the root hands it.' },
      ],
      paths: [...nodeBuiltins, ...moreBuiltins],
    },
  ],
};

/** Messages read links and icons; foreign text passes through notify.ts. */
const oneDoorToMessages = {
  'no-restricted-syntax': [
    'error',
    {
      selector: 'MemberExpression[property.name=/^show(Error|Warning|Information)Message$/]',
      message: 'Use notify.ts: a message makes links and icons of foreign text.',
    },
  ],
};

const nodeFence = {
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        { group: ['vscode'], message: 'node/ runs without an editor.' },
        { group: ['**/editor/**'], message: 'editor/ and node/ meet only in the roots.' },
      ],
    },
  ],
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'out/',
      'node_modules/',
      'test/workspaces/',
      'test/fixtures/',
      'test/exam/javascript/',
      '.vscode-test/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['src/core/**/*.ts'], rules: coreFence },
  { files: ['src/editor/**/*.ts'], rules: editorFence },
  { files: ['src/editor/**/*.ts'], ignores: ['src/editor/notify.ts'], rules: oneDoorToMessages },
  { files: ['src/node/**/*.ts'], rules: nodeFence },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'error' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        require: 'readonly',
        module: 'readonly',
        exports: 'readonly',
        __dirname: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
      },
    },
  },
  {
    files: ['media/**/*.js'],
    languageOptions: {
      globals: {
        acquireVsCodeApi: 'readonly',
        document: 'readonly',
        window: 'readonly',
      },
    },
  },
);
