import * as vscode from 'vscode';
import { type HoverUse, hoverMarkdown } from '../core/dependencies/hoverText';
import type { Planning } from '../core/dependencies/planning';
import { messageOf } from '../core/errors';
import type { DependencyFinding } from '../core/finding';
import type { FolderFinding, Findings } from './findings';
import { toRange } from './findings';
import type { Folder } from './folder';
import { fileUri } from './folder';
import type { ImportMarks } from './importMarks';

/** What there is to know of the dependencies of a folder; loaded when first asked for. */
export interface DependencyKnowledge {
  planning(folder: Folder): Pick<Planning, 'understand'>;
  /** What the sources below a package.json do with a package; undefined where nobody can tell. */
  use(
    folder: Folder,
    manifest: string,
    name: string,
    signal: AbortSignal,
  ): Promise<HoverUse | undefined>;
}

/** Of one package; what it says of more of them is in the findings view. */
const maxFindings = 20;

const manifests = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json'];
const sources = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];

/**
 * Tells, at a dependency in package.json or a lockfile and where the code imports it, what is wrong
 * with it, how it got here and what the code does with it.
 */
export function registerDependencyHover(
  findings: Findings,
  marks: ImportMarks,
  knowledge: DependencyKnowledge,
): vscode.Disposable {
  const inManifest = (uri: vscode.Uri, at: vscode.Position): Place | undefined => {
    const refs = findings.openIn(uri).filter((ref) => {
      return toRange(findings.region(ref)).contains(at);
    });
    const found = refs.slice(0, maxFindings).map((ref) => findings.get(ref));
    const [first] = refs;
    if (first === undefined) return undefined;
    return { range: toRange(findings.region(first)), found };
  };
  const hover = async (place: Place | undefined, token: vscode.CancellationToken) => {
    if (!place) return undefined;
    const text = await textOf(place.found, findings, knowledge, token);
    return text === undefined ? undefined : new vscode.Hover(text, place.range);
  };
  const { registerHoverProvider } = vscode.languages;
  return vscode.Disposable.from(
    registerHoverProvider(
      manifests.map((name) => ({ scheme: 'file', pattern: `**/${name}` })),
      { provideHover: ({ uri }, at, token) => hover(inManifest(uri, at), token) },
    ),
    registerHoverProvider(
      sources.map((language) => ({ scheme: 'file', language })),
      {
        provideHover({ uri }, at, token) {
          const [mark] = marks.in(uri, new vscode.Range(at, at));
          return hover(mark, token);
        },
      },
    ),
  );
}

interface Place {
  readonly range: vscode.Range;
  readonly found: readonly FolderFinding[];
}

async function textOf(
  found: readonly FolderFinding[],
  findings: Findings,
  knowledge: DependencyKnowledge,
  token: vscode.CancellationToken,
): Promise<vscode.MarkdownString | undefined> {
  const shown = found.filter(({ finding }) => finding.kind === 'dependency');
  const [first] = shown;
  if (!first) return undefined;
  const { folder } = first;
  const told = shown.map((one) => findings.whole(one).catch(() => undefined));
  const wholes = (await Promise.all(told)).filter(
    (one): one is DependencyFinding => one?.kind === 'dependency',
  );
  const name = wholes[0]?.package;
  const about = wholes.filter((one) => one.package === name);
  if (name === undefined || token.isCancellationRequested) return undefined;
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort());
  const subject = { manifest: manifestOf(first.finding.location.path), findings: about };
  const [understood, use] = await Promise.all([
    knowledge
      .planning(folder)
      .understand(subject, abort.signal)
      .catch((error: unknown) => ({ ok: false, why: messageOf(error) }) as const),
    knowledge.use(folder, subject.manifest, name, abort.signal).catch(() => undefined),
  ]);
  const text = hoverMarkdown(
    { package: name, findings: about, understood, ...(use && { use }) },
    (path, line) =>
      fileUri(folder, path)
        .with({ fragment: `L${line + 1}` })
        .toString(),
  );
  // Not trusted: no command in it would run, and no HTML would be shown.
  return new vscode.MarkdownString(text);
}

/** The package.json that stands beside it. */
export function manifestOf(path: string): string {
  return path.replace(/[^/]*$/, 'package.json');
}
