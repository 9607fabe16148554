import nounsanitized from 'eslint-plugin-no-unsanitized';
import security from 'eslint-plugin-security';

// The two plugins as they come, nothing tuned: what a project sees on its first run.
export default [
  security.configs.recommended,
  nounsanitized.configs.recommended,
  { files: ['**/*.js'], ignores: ['public/**'], languageOptions: { sourceType: 'commonjs' } },
];
