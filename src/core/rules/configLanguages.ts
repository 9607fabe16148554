import type { ConfigLanguage } from './configLanguage';
import { dockerfile } from './dockerfile';
import { githubActions } from './githubActions';
import { terraform } from './terraform';

export type { ConfigLanguage } from './configLanguage';

/** Every kind of configuration file that the built-in rules know. No file is of two. */
export const configLanguages: readonly ConfigLanguage[] = [githubActions, dockerfile, terraform];
