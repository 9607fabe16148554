import type { Program } from '../../core/scanners';
import { findProgram, thisHost } from '../findProgram';

/** The user's own npm, found on PATH and never in the project; undefined where there is none. */
export function npmProgram(folder: string, host = thisHost): Promise<Program | undefined> {
  return findProgram(
    { programs: [{ from: 'path', name: 'npm', packages: ['npm'] }] },
    folder,
    host,
  );
}
