import { messageOf } from '../core/errors';
import { oneLine } from '../core/plainText';

const help = `countersign: review drafted security fixes, without an editor

  countersign findings FILE... [--root DIR] [--count-only] [--format text|json]
      Read scanner reports in any format that the README lists. Lines in JSON count from 0.
  countersign scan [PATH...] [--root DIR] [--fail-on critical|high|medium|low|info] [--no-ignore]
      [--max-size SIZE] [--format text|json|sarif]
      What the built-in rules find in files and folders; the current folder when none is named.
      Answers 1 for a finding of this severity or worse: low, unless --fail-on says otherwise. A
      finding behind a guard is info; one that was set aside never counts. --no-ignore also scans
      what .gitignore leaves out; files above --max-size (1MB) are skipped. Answers 2 when a file
      that was named could not be scanned; what was found is listed all the same.
  countersign draft --finding ID [PATH...] [--root DIR] [--report FILE] [--drafter recipe]
      [--format diff|json]
      The fix that a recipe makes for a finding of scan, or of a report, as a patch for git apply.
      The first 8 digits of the id will do. Answers 1, with the reason, when there is none.
  countersign check --before DIR --after DIR [--report FILE]... [--finding ID]
      [--run scanner,types,tests,packages] [--format text|json|markdown]
      Evidence and risk of a patch that is given as two trees, what became of the findings, and
      whether the AI-BOM entries that it adds agree with its code. Reports are about the tree before;
      without --finding those of their findings count that are near what was changed. --run starts
      programs of the tree, on either side in a copy: the type checker and the tests that it names;
      packages asks the registry what new versions of packages no longer have, and runs nothing.
  countersign check --base REV [--head REV | --working-tree] [--report FILE]... [--root DIR]
      [--format text|json|markdown]
      Whether a branch may be merged: what it changes since it left REV, who uses that, findings,
      new dependencies, risk by file, and whether what was made with AI is on record. Reports are
      about the head. Reads git only, unless --working-tree asks for the files as they are now.
  countersign plan [DIR] [--audit FILE | --advisories FILE] [--format text|json] [--write]
      [--package NAME]... [--tier lockfile|parent|range|override|major|remove]
      The smallest change of a project's dependencies that removes what is vulnerable, with its other
      options. --audit is a report of any scanner of packages that the README lists; --advisories is
      one of OSV, npm's bulk answer or a list, or a folder of them; without either the registry's
      audit is asked. The registry is that of your npm configuration. --tier is the most that may be
      proposed: range, unless it says otherwise; remove stands apart, and only removes what nothing
      uses. --package plans for that package alone, whatever it takes. --write has your npm write the
      lockfile in a scratch copy, and changes package.json and the lockfile in DIR, nothing else.
      Answers 1 when something is vulnerable and nothing within the tier helps, or when the plan was
      not written as asked, 2 when no registry answered so that nothing could be planned.
  countersign bom list [DIR] [--format text|json]
      The decisions on record.
  countersign bom verify [DIR] [--base REV] [--format text|json]
      Whether the record is whole and the approved code still stands; with --base, also that no
      entry of that revision was changed or deleted while its fix stands.
  countersign bom export [DIR] [--out FILE] [--format cyclonedx]
      The record as a CycloneDX 1.6 document.
  countersign policy explain PATH [--root DIR] [--format text|json]
      Which rules speak of a file, which one decides, and what it takes to accept a draft of it.
  countersign policy init solo|team|regulated [--root DIR]
      A policy to start with, written where there is none yet.
  countersign --help | --version

Exit code: 0 fine, 1 the answer is no, 2 bad usage or unreadable input.`;

const verbs = /^ {2}countersign (\w+)/;

/** How to use a command; of all, where it is none of them. */
export function helpOf(verb?: string): string {
  const [head = '', ...blocks] = help.split(/\n(?= {2}countersign )|\n\n(?=Exit code)/);
  const own = blocks.filter((block) => verb !== undefined && verbs.exec(block)?.[1] === verb);
  const [exit = ''] = blocks.slice(-1);
  return own.length === 0 ? help : [head, ...own, '', exit].join('\n');
}

/** What is wrong with the options, where that is what was thrown. */
export function usageOf(error: unknown, verb = ''): string | undefined {
  if (!(error instanceof TypeError) || !('code' in error)) return undefined;
  if (!String(error.code).startsWith('ERR_PARSE_ARGS')) return undefined;
  const unknown = /^Unknown option '(-.*?)'/.exec(error.message)?.[1];
  if (unknown === undefined) return messageOf(error);
  const name = oneLine(unknown, 60);
  return `${verb} has no option ${name}; see countersign ${verb} --help.`;
}
