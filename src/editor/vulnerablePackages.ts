import * as vscode from 'vscode';
import { decodeSource } from '../core/sourceText';
import type { FolderFinding, Findings } from './findings';
import { rangeOf } from './findings';
import { pathIn } from './folder';

/** A package.json with findings, and what they say of the packages that it asks for itself. */
interface Manifest {
  /** URI of the folder that it stands in, with a slash at the end. */
  readonly place: string;
  readonly packages: ReadonlyMap<string, readonly FolderFinding[]>;
}

const none: Manifest['packages'] = new Map();

/** Which packages a project asks for that findings speak of. Read when asked for, and then kept. */
export class VulnerablePackages {
  readonly #findings: Findings;
  #known: Promise<readonly Manifest[]> | undefined;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** There are other findings than before, or elsewhere. */
  forget(): void {
    this.#known = undefined;
  }

  /** By name, those of the nearest package.json above a file that has any. */
  async above(file: vscode.Uri): Promise<Manifest['packages']> {
    this.#known ??= this.#read();
    const all = await this.#known;
    const above = all.filter(({ place }) => file.toString().startsWith(place));
    above.sort((a, b) => b.place.length - a.place.length);
    return above[0]?.packages ?? none;
  }

  async #read(): Promise<readonly Manifest[]> {
    const manifests: Manifest[] = [];
    const { files } = this.#findings.index;
    for (const [key, refs] of files) {
      const [first] = refs;
      if (!key.endsWith('package.json') || first === undefined) continue;
      const uri = this.#findings.uriOf(first);
      const found = this.#findings.openIn(uri).map((ref) => this.#findings.get(ref));
      const packages = await packagesIn(uri, found);
      if (packages.size === 0) continue;
      const place = vscode.Uri.joinPath(uri, '..').toString().replace(/\/?$/, '/');
      manifests.push({ place, packages });
    }
    return manifests;
  }
}

/** By the keys that the findings stand at. */
async function packagesIn(
  uri: vscode.Uri,
  found: readonly FolderFinding[],
): Promise<Manifest['packages']> {
  const packages = new Map<string, FolderFinding[]>();
  const [first] = found;
  const textIn = first && (await textAt(uri, first));
  if (!textIn) return packages;
  for (const one of found) {
    if (one.finding.kind !== 'dependency') continue;
    const name = nameOf(textIn(rangeOf(one.finding)));
    if (name !== undefined) packages.set(name, [...(packages.get(name) ?? []), one]);
  }
  return packages;
}

/** As it is in the editor, where findings follow what is typed, or else on disk. */
async function textAt(
  uri: vscode.Uri,
  { folder }: FolderFinding,
): Promise<((range: vscode.Range) => string) | undefined> {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (open) return (range) => open.getText(range);
  const bytes = await folder.ports.read(pathIn(folder.uri, uri) ?? '');
  const decoded = bytes && decodeSource(bytes);
  if (!decoded?.ok) return undefined;
  const lines = decoded.source.text.split('\n');
  return ({ start, end }) => (lines[start.line] ?? '').slice(start.character, end.character);
}

/** What stands at the finding, if that is a key: text in quotes, on one line. */
function nameOf(text: string): string | undefined {
  return /^"([^"\\\n]{1,214})"$/.exec(text)?.[1];
}
