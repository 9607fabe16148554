import * as path from 'node:path';
import { searchPath } from './findProgram';

/** Names that hold a secret, a way to one, or what steers the editor or a git of somebody else. */
const withheld =
  /(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|AUTH|COOKIE|(?:^|_)(?:API_?|PRIVATE_?|ACCESS_?)?KEY(?:_ID)?|(?:^|_)PAT|(?:^|_)PWD)$|^(?:AWS|AZURE|GOOGLE|GCP|GCLOUD|GITHUB|GITLAB|GH|CI_JOB|DOCKER|KUBECONFIG|SSH|GPG|VSCODE|ELECTRON|GIT)(?:_|$)|^npm_config_.*(?:auth|token|password)|^NODE_OPTIONS$|_(?:DSN|CONNECTION_STRING)$|^DATABASE_URL$/i;

/**
 * What a program of the project gets to see of the environment: neither secrets nor the editor, and
 * a PATH that nobody can slip into. HOME stays, because compilers and package managers live in it.
 */
export function commandEnvironment(
  env: NodeJS.ProcessEnv,
  folder: string,
  isOwnNode: boolean,
): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name, value]) =>
      name.toUpperCase() !== 'PATH' &&
      !withheld.test(name) &&
      // An address with a password in it, such as that of a registry or a database.
      !/:\/\/[^/\s:@]*:[^/\s@]+@/.test(value ?? ''),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: searchPath(env, folder).join(path.delimiter),
    CI: '1',
    NO_COLOR: '1',
    NoDefaultCurrentDirectoryInExePath: '1',
    npm_config_update_notifier: 'false',
    PYTHONDONTWRITEBYTECODE: '1',
    ...(isOwnNode && process.versions['electron'] !== undefined && { ELECTRON_RUN_AS_NODE: '1' }),
  };
}
