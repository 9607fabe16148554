import * as fs from 'node:fs';
import * as path from 'node:path';
import { checks } from '../../src/core/checks';
import type { Evidence, SubjectFile } from '../../src/core/evidence';
import { gather } from '../../src/core/evidence';
import type { CodeFinding } from '../../src/core/finding';
import * as rules from '../../src/core/rules';
import { withSharedSyntax } from '../../src/core/sharedSyntax';
import { createSyntax } from '../../src/core/syntax';

/**
 * `node upstream.mjs GRAMMARS JOBS`: what the checks say of the releases that mended published flaws, as JSON. `JOBS` is
 * a file with a list of these:
 */
interface Job {
  readonly name: string;
  readonly cwe: string;
  /** Folders of the two releases, and the sources that differ between them. */
  readonly before: string;
  readonly after: string;
  readonly files: readonly string[];
  /** Where the flaw is, lines counted from zero. */
  readonly file: string;
  readonly lines: readonly number[];
}

export interface Told {
  readonly name: string;
  /** Of the patch as a whole, without a finding. */
  readonly said: readonly Pick<Evidence, 'check' | 'outcome' | 'detail'>[];
  /** What becomes of the flaw; undefined where built-in detection does not see it in the old release. */
  readonly gone?: Pick<Evidence, 'outcome' | 'detail'>;
}

const [, , grammars = '', jobs = ''] = process.argv;
const syntax = await createSyntax((name) => fs.promises.readFile(path.join(grammars, name)));

function textOf(folder: string, file: string): string {
  const at = path.join(folder, file);
  return fs.existsSync(at) ? fs.readFileSync(at, 'utf8') : '';
}

function changed({ before, after }: Job, file: string): SubjectFile {
  const texts = { path: file, before: textOf(before, file), after: textOf(after, file) };
  if (texts.before === '') return { ...texts, status: 'created' };
  return texts.after === '' ? { ...texts, status: 'deleted' } : texts;
}

function ask(job: Job, files: readonly SubjectFile[], finding?: CodeFinding) {
  const read = (name: string) => {
    const at = path.join(job.after, name);
    const isFile = fs.existsSync(at) && fs.statSync(at).isFile();
    return Promise.resolve(isFile ? new Uint8Array(fs.readFileSync(at)) : undefined);
  };
  const ports = {
    syntax: () => Promise.resolve(syntax),
    rules: () => Promise.resolve(rules),
    read,
  };
  const subject = { ...(finding && { finding }), files };
  return withSharedSyntax(ports, (shared) => gather(checks, subject, shared));
}

/** The first of the marked lines that built-in detection sees a flaw of this kind in. */
async function seen({ cwe, file, lines }: Job, text: string): Promise<CodeFinding | undefined> {
  const texts = text.split('\n');
  const findings = lines.map((line): CodeFinding => {
    const end = { line, character: texts[line]?.trimEnd().length ?? 0 };
    const region = { start: { line, character: 0 }, end };
    return {
      kind: 'code',
      id: 'c'.repeat(64),
      tool: { name: 'an advisory' },
      ruleId: `cwe-${cwe}`,
      severity: 'high',
      message: 'A published flaw.',
      location: { path: file, region },
      cwe: [`CWE-${Number(cwe)}`],
      related: [],
      codeFlows: [],
      fixes: [],
    };
  });
  return rules.detectIn(file, text, syntax, (all) =>
    findings.find((one) => rules.detectionsFor(one, all, text).length > 0),
  );
}

async function told(job: Job): Promise<Told> {
  const files = job.files.map((file) => changed(job, file));
  const said = await ask(job, files);
  const own = files.find(({ path: at }) => at === job.file) ?? changed(job, job.file);
  const finding = await seen(job, own.before);
  const others = files.filter(({ path: at }) => at !== job.file);
  const judged = finding && (await ask(job, [own, ...others], finding));
  const gone = judged?.find(({ check }) => check === 'finding-gone');
  return {
    name: job.name,
    said: said.map(({ check, outcome, detail }) => ({ check, outcome, detail })),
    ...(gone && { gone: { outcome: gone.outcome, detail: gone.detail } }),
  };
}

const all: Told[] = [];
for (const job of JSON.parse(fs.readFileSync(jobs, 'utf8')) as Job[]) all.push(await told(job));
process.stdout.write(JSON.stringify(all));
