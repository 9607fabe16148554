import { Range, minVersion } from 'semver';
import type { Check, CheckPorts, SubjectFile } from '../evidence';
import type { DependencyFinding } from '../finding';
import { oneLine } from '../plainText';
import { placesText, shownPlaces } from './changes';
import { changeRemarks } from './dependencyChange';
import { newImports } from './importedModules';
import { knownFlaws } from './knownFlaws';
import { lockRemarks } from './lockChanges';
import { isNodeLockfile, lockReader } from './lockedPackages';
import type { AskedPackage, Remark } from './manifestChanges';
import { askedRemark, manifestChange } from './manifestChanges';
import { judgeNodeImport } from './nodeImports';
import type { Project } from './project';
import { projectOf } from './project';
import { judgePythonImport } from './pythonImports';

/** So many remarks are told in words; the lines of all are marked. */
const maxTold = 6;

export const dependencies: Check = {
  id: 'dependencies',
  title: 'What the code imports is there and is what it seems',
  async run(subject, ports) {
    const { files } = subject;
    const read = lockReader();
    const changes = files.flatMap((file) => manifestChange(file) ?? []);
    const asked = changes.flatMap((one) => one.asked);
    const imports = await importRemarks(files, ports);
    const remarks = [
      ...imports.remarks,
      ...changes.flatMap((one) => one.remarks),
      ...asked.map(askedRemark),
      ...(asked.length > 0 ? advisoryRemarks(asked, await knownFlaws(subject, ports)) : []),
      ...(await changeRemarks(subject, ports, read)),
      ...files
        .filter(({ path }) => isNodeLockfile(path))
        .flatMap((file) => lockRemarks(file, read)),
    ];
    const told = remarks.filter(({ kind }) => kind !== 'note');
    const notes = remarks.filter(({ kind }) => kind === 'note');
    const offline = asked.some(({ old }) => old === undefined)
      ? ' No registry was asked whether it exists and how old it is.'
      : '';
    if (told.length > 0) {
      const fails = told.filter(({ kind }) => kind === 'fail');
      return {
        outcome: fails.length > 0 ? 'fail' : 'warn',
        detail: sentences([...fails, ...told.filter(({ kind }) => kind === 'warn')]) + offline,
        lines: shownPlaces(told.map(({ path, line = 0 }) => ({ path, line }))),
      };
    }
    const also = notes.length > 0 ? ` ${sentences(notes)}` : '';
    if (imports.unknown.length > 0) {
      const why = oneLine(imports.unknown.slice(0, 3).join('; '), 300);
      return {
        outcome: 'not-run',
        detail: `It is not known where an import comes from: ${why}.${also}`,
      };
    }
    if (imports.unread.length > 0 && imports.unread.length === files.length && also === '') {
      const names = imports.unread.slice(0, 3).map((path) => oneLine(path, 200));
      return {
        outcome: 'not-run',
        detail: `Imports of such files are not read: ${names.join(', ')}.`,
      };
    }
    const count = imports.count;
    const found = count === 0 ? 'No new import.' : `Each new import was found (${count}).`;
    return { outcome: 'pass', detail: found + also };
  },
};

function sentences(remarks: readonly Remark[]): string {
  const shown = remarks.slice(0, maxTold).map(({ text, path, line = 0 }) => {
    return `${oneLine(text, 200)}, at ${placesText([{ path, line }])}.`;
  });
  const more = remarks.length - shown.length;
  return [...shown, ...(more > 0 ? [`There are ${more} more.`] : [])].join(' ');
}

interface ImportRemarks {
  readonly remarks: readonly Remark[];
  /** Why something could not be told. */
  readonly unknown: readonly string[];
  /** The files in whose language nobody looked. */
  readonly unread: readonly string[];
  readonly count: number;
}

async function importRemarks(
  files: readonly SubjectFile[],
  ports: CheckPorts,
): Promise<ImportRemarks> {
  const project: Project = projectOf(files, ports);
  const remarks: Remark[] = [];
  const unknown: string[] = [];
  const unread: string[] = [];
  let count = 0;
  for (const file of files) {
    const imports = await newImports(file, () => ports.syntax());
    if (!imports) {
      if (!manifestChange(file) && !isNodeLockfile(file.path)) unread.push(file.path);
      continue;
    }
    for (const one of imports) {
      count += 1;
      const judge = /\.pyw?$/i.test(file.path) ? judgePythonImport : judgeNodeImport;
      const judged = await judge(one, file.before, project);
      if (judged.kind === 'unknown') unknown.push(judged.text);
      else if (judged.kind !== 'found') {
        remarks.push({ kind: judged.kind, text: judged.text, path: one.path, line: one.line });
      }
    }
  }
  return { remarks, unknown, unread, count };
}

/** Packages that are asked for in a version that a scanner has called vulnerable. */
function advisoryRemarks(
  asked: readonly AskedPackage[],
  findings: readonly DependencyFinding[],
): readonly Remark[] {
  return asked.flatMap((one): Remark[] => {
    const hit = findings.find((finding) => isHit(one, finding));
    if (!hit) return [];
    const isExact = /^(?:==\s*)?v?\d+(?:\.\d+){2}$/.test(one.range);
    const may = isExact ? 'is' : 'may be installed in a version that is';
    const text = `${one.name} ${one.range} ${may} open to ${hit.advisory.id} (${hit.vulnerable})`;
    return [{ kind: isExact ? 'fail' : 'warn', path: one.path, line: one.line, text }];
  });
}

function isHit(
  { ecosystem, name, range }: AskedPackage,
  { package: other, ecosystem: where = 'npm', vulnerable }: DependencyFinding,
): boolean {
  if (where !== ecosystem || other.toLowerCase() !== name.toLowerCase()) return false;
  try {
    const version = minVersion(range.replace(/^(?:==|~=)\s*/, '').replaceAll(',', ' '));
    return version !== null && new Range(vulnerable.replaceAll(',', ' ')).test(version);
  } catch {
    // Not every ecosystem writes its ranges as npm does; then nothing is claimed.
    return false;
  }
}
