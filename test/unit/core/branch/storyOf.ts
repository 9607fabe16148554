import type { BranchStory } from '../../../../src/core/branch/story';

/** The story of a branch that does nothing, but for what is given. */
export function storyOf(rest: Partial<BranchStory> = {}): BranchStory {
  return {
    base: { name: 'main', id: 'a'.repeat(40) },
    head: { name: 'work', id: 'b'.repeat(40) },
    parted: 'c'.repeat(40),
    commits: 1,
    files: [],
    risk: { tier: 'low', reasons: [] },
    evidence: [],
    required: [],
    findings: { fixed: [], introduced: [], remaining: [], guarded: [], unknown: [] },
    reported: [],
    dependencies: [],
    reach: [],
    record: { added: [], problems: [], older: 0, refused: [] },
    coverage: { marked: 0, unrecorded: [], missing: [], unasked: 0, mustBeWhole: false },
    notes: [],
    ...rest,
  };
}
