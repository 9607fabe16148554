import * as path from 'node:path';
import type { Program } from '../../core/scanners';
import { type Host, findProgram, searchPath, thisHost } from '../findProgram';

/** The user's own npm; undefined where there is none. */
export function npmProgram(folder: string, host = thisHost): Promise<Program | undefined> {
  return findProgram({ programs: [{ from: 'path', name: 'npm', packages: ['npm'] }] }, folder, {
    ...host,
    env: { ...host.env, PATH: ownPath(folder, host) },
  });
}

/** PATH without what npm puts before it when it runs a script: the programs of the project. */
export function ownPath(folder: string, host: Host = thisHost): string {
  const isOwn = (place: string) => !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(place);
  return searchPath(host.env, folder).filter(isOwn).join(path.delimiter);
}
