import { monotonicFactory } from 'ulid';
import type { Policy } from '../core/policy';
import { effectivePolicy, policyPath } from '../core/policy';
import type { ReviewPorts } from '../core/ports';
import { aiBomFolder } from './aiBomFolder';
import { gitRepository } from './gitRepository';
import type { PolicyFolder } from './policyFolder';
import { policyFolder } from './policyFolder';
import { triageFolder } from './triageFolder';
import { workspaceFiles } from './workspaceFiles';

/** Entries made within one millisecond still sort in the order in which they were made. */
const ulid = monotonicFactory();

/** What the disk offers for one folder. */
export interface FolderParts {
  readonly ports: ReviewPorts;
  policy(): Promise<Policy>;
  readonly policyFile: PolicyFolder;
  writable(path: string): Promise<boolean>;
  readonly aiBom: ReturnType<typeof aiBomFolder>;
  readonly triage: ReturnType<typeof triageFolder>;
}

/**
 * The folder at an absolute path. `mayRun` is asked before every process: while it says no, git is
 * not asked, the person is unknown and only the policy in the working tree counts.
 */
export function openFolder(
  root: string,
  loaded: Pick<ReviewPorts, 'syntax' | 'rules' | 'checks' | 'content'>,
  mayRun: () => boolean,
): FolderParts {
  const files = workspaceFiles(root);
  const git = gitRepository(root);
  return {
    ports: {
      ...loaded,
      read: (path) => files.read(path),
      realPath: (path) => files.realPath(path),
      now: () => new Date().toISOString(),
      newId: () => ulid(),
      person: async () => (mayRun() ? git.person() : { name: 'unknown' }),
    },
    writable: (path) => files.writable(path),
    aiBom: aiBomFolder(root),
    triage: triageFolder(root),
    policyFile: policyFolder(root),
    async policy() {
      const decode = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);
      const real = await files.realPath(policyPath);
      // A policy behind a link to nowhere is not no policy: this text does not parse, so it fails closed.
      const workingTree = real.ok
        ? decode(await files.read(policyPath))
        : `unreachable: ${real.why}`;
      const committed = mayRun() ? decode(await git.committed(policyPath)) : undefined;
      return effectivePolicy([
        { origin: 'committed', text: committed },
        { origin: 'working tree', text: workingTree },
      ]);
    },
  };
}
