// The reports that the parts `fuzz` and `corpora` read.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../host/project.mjs';

const isReport = (name) => /\.(?:sarif|json|xml|txt|ndjson)$/.test(name) && name !== 'origins.json';

/**
 * All reports below COUNTERSIGN_CORPORA, and the project's own: `{ name, file, folder }`, where `folder` is what a
 * report is about, if it is there.
 */
export function samples() {
  return [...corpora(), ...own()];
}

/** Those below COUNTERSIGN_CORPORA, in order. */
export function corpora() {
  const folder = process.env.COUNTERSIGN_CORPORA;
  if (!folder) return [];
  const about = path.join(folder, 'sarif', 'tools', 'sources');
  return [
    ...reportsIn(folder, 'sarif/tools', about),
    ...reportsIn(folder, 'sarif/public'),
    ...reportsIn(folder, 'sarif/made'),
    ...reportsIn(folder, 'dependencies/audits'),
    ...reportsIn(folder, 'dependencies/audits/made'),
  ];
}

function own() {
  const fixtures = path.join(root, 'test', 'fixtures');
  const workspaces = path.join(root, 'test', 'workspaces');
  return [
    ...fs
      .readdirSync(workspaces)
      .flatMap((name) => reportsIn(workspaces, `${name}/.sarif`, path.join(workspaces, name))),
    ...reportsIn(fixtures, 'reports', path.join(fixtures, 'scanned')),
  ];
}

function reportsIn(top, below, folder = undefined) {
  const from = path.join(top, below);
  if (!fs.existsSync(from)) return [];
  return fs
    .readdirSync(from, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isReport(entry.name))
    .map(({ name }) => ({ name: `${below}/${name}`, file: path.join(from, name), folder }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
