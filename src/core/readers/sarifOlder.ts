import { get, prose, token } from './json';
import { type UpgradedRun, upgradeRun } from './sarifOlderRun';
import { upgradeDraft } from './sarifOlderDraft';
import { upgradeFirst } from './sarifOlderFirst';

export type { UpgradedRun } from './sarifOlderRun';

/** How a log of this version is read, or why it is not: a clause that follows "it". */
export type Dialect =
  | { readonly ok: false; readonly why: string }
  | {
      readonly ok: true;
      /** What the user is told of the version. */
      readonly note?: string;
      /** Turns a run and its results into those of 2.1.0. Absent: they are. */
      readonly upgrade?: (run: unknown) => UpgradedRun;
    };

/** Tells the version by what the log says, or by its schema where it says nothing. */
export function dialectOf(log: unknown): Dialect {
  const version =
    prose(get(log, 'version'), 40) ??
    /[12]\.\d\.\d/.exec(token(get(log, '$schema')) ?? '')?.[0] ??
    '';
  const partly = `is SARIF ${version}, read as far as it maps`;
  if (/^2\.1\.0\b/.test(version)) return { ok: true };
  if (/^2\.2\b/.test(version)) {
    return { ok: true, note: `is SARIF ${version}, a draft that is read as 2.1.0` };
  }
  if (/^2\.0\.0\b/.test(version)) {
    return { ok: true, note: partly, upgrade: (run) => upgradeRun(run, upgradeDraft) };
  }
  if (/^1\.0\.0\b/.test(version)) {
    return { ok: true, note: partly, upgrade: (run) => upgradeRun(run, upgradeFirst) };
  }
  const said = version === '' ? 'names no SARIF version' : `is SARIF ${version}`;
  return {
    ok: false,
    why: `${said}; only 2.1.0 and some before it are read, so let the scanner write that`,
  };
}
