import powerApps from '@microsoft/eslint-plugin-power-apps';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const BROWSER = ['plugins-ts/web-resources/**/*.ts', 'controls/**/*.ts', 'controls/**/*.tsx'];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/out/',
      '**/generated/',
      'solution/bin/',
      'test/.data/',
      'solution/src/',
    ],
  },
  ...tseslint.configs.strict.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-globals': [
        'error',
        { name: 'localStorage', message: 'Not allowed in controls and web resources.' },
      ],
    },
  },
  {
    // Decisions and engine: time, chance and I/O are parameters.
    files: ['plugins-ts/{sync,maps,odata,dataverse,finance,project-operations}/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time comes in as a parameter.' },
        { object: 'Math', property: 'random', message: 'Chance comes in as a parameter.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time comes in as a parameter.' },
      ],
    },
  },
  {
    // The solution checker's rules, on what runs in the browser inside Dataverse.
    files: BROWSER,
    plugins: { '@microsoft/power-apps': powerApps },
    rules: powerApps.configs.paCheckerHosted.rules,
  },
  prettier,
);
