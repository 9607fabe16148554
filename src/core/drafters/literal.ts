import { malwareAdvice, speaksOfMalware } from '../dependencies/advisories/malware';
import type { LiteralResult } from '../dependencies/literals';
import { manifestFor, namedVersions, rewriteLiteral } from '../dependencies/literals';
import type { DraftResult, Rationale } from '../draft';
import type { DependencyFinding } from '../finding';
import { oneLine } from '../plainText';
import type { Drafter } from '.';
import { readSource, requested } from './source';

/**
 * Drafts for the packages of other ecosystems than npm's: one literal of the manifest becomes the
 * smallest fixed version that the finding names. Nothing is run and no registry is asked.
 * `version` is Countersign's own.
 */
export function literalDrafter(version: string): Drafter {
  return {
    id: 'literal',
    title: 'fixed version',
    offers: ({ kind, location }) =>
      kind === 'dependency' && manifestFor(location.path) !== undefined,
    async draft(finding, ports, signal): Promise<DraftResult> {
      const path = manifestFor(finding.location.path);
      if (finding.kind !== 'dependency' || path === undefined) {
        return refuse(
          'It is about no manifest in which a version can be changed in place. Packages of npm, Yarn and pnpm are planned for: see countersign plan.',
        );
      }
      const read = await readSource(path, ports);
      if (!read.ok) return read;
      const { text, sha256 } = read.source;
      const result = rewriteLiteral(path, text, finding);
      if (signal.aborted) return refuse('It was cancelled.');
      if (!result.ok) return refuse(oneLine(result.why, 1000));
      const draft = {
        id: ports.newId(),
        findingId: finding.id,
        strategy: 'deterministic' as const,
        origin: {
          kind: 'recipe' as const,
          tool: { name: 'countersign', version },
          identity: 'built-in' as const,
          ...(await requested(ports)),
        },
        changes: [{ path, baseSha256: sha256, edits: [result.edit] }],
        rationale: rationaleOf(finding, result, path),
      };
      return { ok: true, draft };
    },
  };
}

const refuse = (why: string): { readonly ok: false; readonly why: string } => ({ ok: false, why });

function rationaleOf(
  finding: DependencyFinding,
  { from, to, version, isMajor, command, notes }: LiteralResult & { readonly ok: true },
  path: string,
): Rationale {
  const { advisory, package: name, tool } = finding;
  const installed = finding.installed === undefined ? '' : ` ${finding.installed}`;
  const malware = speaksOfMalware(finding) ? ` ${malwareAdvice}` : '';
  const major = `${name} ${version} is of another line of versions than the one that is asked for now: it may break what uses it.`;
  return {
    whyVulnerable: oneLine(
      `${name}${installed} is open to ${advisory.id}: ${advisory.title}.${malware}`,
      2000,
    ),
    whyFixed: oneLine(
      `${path} asks for ${to} in place of ${from}. ${version} is the smallest version above the present one that the finding calls fixed.`,
      1000,
    ),
    mayBreak: [
      ...(isMajor ? [oneLine(major, 500)] : []),
      `What ${oneLine(name, 100)} changes between the two versions was not looked at.`,
    ],
    alternatives: otherVersions(finding, version),
    assumptions: [
      oneLine(`The lock is not regenerated, and nothing was validated. Run: ${command}`, 500),
      ...notes.map((note) => oneLine(note, 500)),
      oneLine(
        `Only what ${tool.name} says of this finding was looked at: no registry was asked.`,
        300,
      ),
    ],
  };
}

/** The other versions that the finding calls fixed. */
function otherVersions(finding: DependencyFinding, taken: string): Rationale['alternatives'] {
  return namedVersions(finding)
    .filter((one) => one !== taken)
    .slice(0, 10)
    .map((one) => ({
      option: oneLine(`${finding.package} ${one}`, 200),
      whyNot: oneLine(`It is not the nearest above the present version; ${taken} is.`, 200),
    }));
}
