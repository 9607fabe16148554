import type { Flavour, LiteralResult, ManifestKind, Requirement } from './literal';
import { refuse, rewriteRequirement } from './literal';
import { mavenOrder } from './orders';
import type { XmlElement } from './xmlTree';
import { elementsAt, textIn, xmlTree } from './xmlTree';
import { manifestPaths } from './manifestPaths';

/** Maven takes the version that stands, unless it is a range. */
const mavenFlavour: Flavour = {
  order: mavenOrder,
  clauses: (spec) => {
    const isVersion = mavenOrder.compare(spec, spec) !== undefined;
    return isVersion ? [{ operator: '', version: spec, start: 0, end: spec.length }] : undefined;
  },
  allows: (clause, version) => {
    const by = mavenOrder.compare(version, clause.version);
    return by === undefined ? undefined : by === 0;
  },
  exact: () => true,
  keeps: () => true,
};

interface Pom {
  readonly text: string;
  readonly project: XmlElement;
}

/** The dependencies below an element that are the wanted one. */
function wanted({ text }: Pom, within: XmlElement, name: string): readonly XmlElement[] {
  return elementsAt(within, 'dependencies', 'dependency').filter((one) => {
    const [group, artifact] = ['groupId', 'artifactId'].map(
      (part) => textIn(text, one, part)?.spec,
    );
    return `${group ?? ''}:${artifact ?? ''}` === name;
  });
}

/** Where the version of a dependency without one comes from, in words. */
function inherited({ text, project }: Pom): string {
  const coordinates = (element: XmlElement) =>
    ['groupId', 'artifactId', 'version']
      .flatMap((part) => textIn(text, element, part)?.spec ?? [])
      .join(':');
  const parents = elementsAt(project, 'parent').map((one) => `the parent ${coordinates(one)}`);
  const boms = elementsAt(project, 'dependencyManagement', 'dependencies', 'dependency')
    .filter((one) => textIn(text, one, 'scope')?.spec === 'import')
    .map((one) => `the bill of materials ${coordinates(one)}`);
  const all = [...parents, ...boms].slice(0, 4);
  return all.length > 0 ? all.join(' or ') : 'a parent';
}

type Found =
  | { readonly ok: true; readonly requirement: Requirement; readonly notes: readonly string[] }
  | { readonly ok: false; readonly why: string };

/** The literal behind a version: itself, or the property of this file that it names. */
function behind(pom: Pom, version: Requirement): Found {
  const { text, project } = pom;
  if (!version.spec.includes('$')) return { ok: true, requirement: version, notes: [] };
  const [, property] = /^\$\{([\w.-]+)\}$/.exec(version.spec) ?? [];
  if (property === undefined) return refuse(`The version is put together: ${version.spec}.`);
  const inProfile = elementsAt(project, 'profiles', 'profile', 'properties', property);
  if (inProfile.length > 0) {
    return refuse(
      `A profile sets ${property} too. Change it yourself, so that all profiles agree.`,
    );
  }
  const holders = elementsAt(project, 'properties');
  const values = holders.flatMap((one) => textIn(text, one, property) ?? []);
  const [value] = values;
  if (value === undefined || elementsAt(project, 'properties', property).length > 1) {
    return refuse(
      `The version is ${version.spec}, which this file does not set${values.length > 0 ? ' once' : ''}: look in ${inherited(pom)}.`,
    );
  }
  if (value.spec.includes('$'))
    return refuse(`${property} is made of other properties: ${value.spec}.`);
  const uses = text.split(`\${${property}}`).length - 1;
  const note = `The property ${property} stands in ${uses} places; all of them move.`;
  return { ok: true, requirement: value, notes: uses > 1 ? [note] : [] };
}

function locate(pom: Pom, name: string): Found {
  const { text, project } = pom;
  const profiles = elementsAt(project, 'profiles', 'profile');
  if (profiles.some((one) => wanted(pom, one, name).length > 0)) {
    return refuse(`${name} stands in a profile. Change it there yourself.`);
  }
  const direct = wanted(pom, project, name);
  const managed = elementsAt(project, 'dependencyManagement').flatMap((one) =>
    wanted(pom, one, name),
  );
  const versions = (all: readonly XmlElement[]) =>
    all.flatMap((one) => textIn(text, one, 'version') ?? []);
  const own = versions(direct);
  const found = own.length > 0 ? own : versions(managed);
  const [version] = found;
  if (version === undefined) {
    return refuse(
      direct.length + managed.length > 0
        ? `The version of ${name} comes from ${inherited(pom)}. Move that, or pin ${name} in dependencyManagement.`
        : `pom.xml does not ask for ${name} itself: another dependency, or ${inherited(pom)}, does. Pin it in dependencyManagement.`,
    );
  }
  if (found.some((one) => one.spec !== version.spec)) {
    return refuse(`pom.xml asks for ${name} in several versions. Change them yourself.`);
  }
  if (found.length > 1 && !version.spec.startsWith('${')) {
    return refuse(`pom.xml asks for ${name} in ${found.length} places. Change them yourself.`);
  }
  return behind(pom, version);
}

/** Maven's pom.xml: a literal version, or the property of the same file that it names. */
export const pom: ManifestKind = {
  ecosystem: 'Maven',
  fits: (path) => manifestPaths.pom.test(path),
  rewrite(text, told): LiteralResult {
    const tree = xmlTree(text);
    const [project] = tree ? elementsAt(tree, 'project') : [];
    if (!project) return refuse('pom.xml is not understood as XML.');
    const found = locate({ text, project }, told.package);
    if (!found.ok) return found;
    const command = `mvn dependency:tree -Dincludes=${told.package}`;
    const result = rewriteRequirement(found.requirement, told, mavenFlavour, () => command);
    return result.ok ? { ...result, notes: found.notes } : result;
  },
};
