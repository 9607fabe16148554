import type { Flavour, ManifestKind, Requirement } from './literal';
import { onlyOne, refuse, rewriteRequirement } from './literal';
import { normalizedName, readPep508 } from './pep508';
import { poetryFlavour, pythonFlavour } from './pythonFlavours';
import type { TomlValue } from './toml';
import { tomlValues } from './toml';
import { manifestPaths } from './manifestPaths';

interface Place extends Requirement {
  readonly flavour: Flavour;
  /** Where it comes from, when it is no version. */
  readonly address?: string;
}

/** Lists of requirements in the form of PEP 508. */
const lists =
  /^(?:project\.dependencies|project\.optional-dependencies\.[^.]+|dependency-groups\.[^.]+|build-system\.requires|tool\.uv\.(?:dev|constraint|override)-dependencies|tool\.pdm\.dev-dependencies\.[^.]+)$/;
/** Tables whose keys are names. */
const tables =
  /^(?:tool\.poetry\.(?:dependencies|dev-dependencies|group\.[^.]+\.dependencies)|packages|dev-packages)$/;

function placesOf(values: readonly TomlValue[], wanted: string): readonly Place[] {
  return values.flatMap((value): readonly Place[] => {
    const { path, raw, isString, start, end } = value;
    if (isString && lists.test(path.join('.'))) {
      const found = readPep508(raw, start);
      if (found?.name !== wanted) return [];
      return [{ ...found, flavour: pythonFlavour, ...(found.isAddress && { address: raw }) }];
    }
    const depth = path.findIndex((_, at) => tables.test(path.slice(0, at).join('.')));
    const [name = '', part] = depth < 0 ? [] : path.slice(depth);
    if (depth < 0 || normalizedName(name) !== wanted) return [];
    const flavour = path[0] === 'tool' ? poetryFlavour : pythonFlavour;
    const requirement = { spec: raw, start, end, flavour };
    if (part === undefined || part === 'version') return isString ? [requirement] : [];
    return /^(?:git|url|path|file)$/.test(part) ? [{ ...requirement, address: raw }] : [];
  });
}

function commandOf(values: readonly TomlValue[], path: string, name: string): string {
  if (path.endsWith('Pipfile')) return `pipenv upgrade ${name}`;
  const tool = values.some((one) => one.path[0] === 'tool' && one.path[1] === 'poetry');
  return tool ? `poetry update ${name}` : `uv lock --upgrade-package ${name}`;
}

function rewriteToml(path: string): ManifestKind['rewrite'] {
  return (text, told) => {
    const values = tomlValues(text);
    if (!values) return refuse(`${path} is not understood as TOML.`);
    const places = placesOf(values, normalizedName(told.package));
    const found = onlyOne(places, told.package, path);
    if (!found.ok) return found;
    const { one } = found;
    if (one.address !== undefined) {
      return refuse(`${told.package} comes from an address, not by its version.`);
    }
    const command = commandOf(values, path, told.package);
    return rewriteRequirement(one, told, one.flavour, () => command);
  };
}

export const pyproject: ManifestKind = {
  ecosystem: 'PyPI',
  fits: (path) => manifestPaths.pyproject.test(path),
  rewrite: rewriteToml('pyproject.toml'),
};

export const pipfile: ManifestKind = {
  ecosystem: 'PyPI',
  fits: (path) => manifestPaths.pipfile.test(path),
  rewrite: rewriteToml('Pipfile'),
};
