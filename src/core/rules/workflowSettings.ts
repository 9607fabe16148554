import type { Node } from 'yaml';
import { isScalar } from 'yaml';
import type { ConfigRule } from './configLanguage';
import type { Detection, RecipeResult } from './rule';
import { refuse, snippet } from './rule';
import { type Entry, type WorkflowFile, spanOfNode, textOf } from './workflowFile';

/** Somebody else's code that can change without notice. */
export const unpinnedAction: ConfigRule<WorkflowFile> = {
  id: 'workflow-unpinned-action',
  title: 'An action of somebody else is not pinned to a commit',
  cwe: ['CWE-829', 'CWE-1357', 'CWE-494'],
  languages: ['github-actions'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'A tag or a branch names whatever its owner lets it name; a full commit hash always names the same code.',
    attack:
      'Somebody who takes over the account of an action moves its tags to code that reads the secrets of all workflows, as it happened to tj-actions/changed-files in 2025.',
    fix: 'Name the full commit hash, with the version in a comment, and let a tool such as Dependabot raise it.',
    sources: [
      'https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions',
      'https://cwe.mitre.org/data/definitions/829.html',
    ],
  },
  topic: /unpinned|not.?pinned|mutable.?(?:action|tag)|pin.?(?:actions|dependencies)/i,
  detect({ steps, jobs, text }) {
    return [...steps, ...jobs].flatMap((holder) => {
      const value = holder.get('uses')?.value;
      const uses = textOf(value)?.trim();
      if (!value || uses === undefined || !isUnpinned(uses)) return [];
      const message = `${snippet(uses)} is whatever its owner makes of it: it is not pinned to a commit.`;
      return [{ ruleId: unpinnedAction.id, ...spanOfNode(value, text), message }];
    });
  },
};

/** It checks the tag that it was called by, and refuses a commit. */
const onlyByTag = /^slsa-framework\/slsa-github-generator\//i;

function isUnpinned(uses: string): boolean {
  if (onlyByTag.test(uses)) return false;
  if (uses.startsWith('docker://')) return !/@sha256:[\da-f]{64}$/i.test(uses);
  const [, owner = '', ref = ''] = /^([\w.-]+)\/[^@\s]+@(\S+)$/.exec(uses) ?? [];
  return owner !== '' && !/^(?:actions|github|\.+)$/i.test(owner) && !/^[\da-f]{40,64}$/i.test(ref);
}

/** All rights at once. */
export const writeAll: ConfigRule<WorkflowFile> = {
  id: 'workflow-write-all',
  title: 'A workflow has all rights to the repository',
  cwe: ['CWE-250', 'CWE-732', 'CWE-275', 'CWE-269'],
  languages: ['github-actions'],
  severity: 'medium',
  precision: 'very-high',
  help: {
    why: 'The token of a workflow can do all that its permissions say, whichever step uses it.',
    attack:
      'One step that runs hostile code, such as a dependency that was taken over, pushes to the repository, publishes packages and changes releases.',
    fix: 'List the few permissions that the job needs, such as `contents: read`.',
    sources: [
      'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions',
      'https://cwe.mitre.org/data/definitions/250.html',
    ],
  },
  topic: /write-all|excessive.?permissions|permissions/i,
  detect({ root, jobs }) {
    return [root, ...jobs].flatMap((holder) => {
      const permissions = holder.get('permissions');
      if (!permissions?.value || textOf(permissions.value) !== 'write-all') return [];
      const message = '`permissions: write-all` gives every step all rights to the repository.';
      const end = permissions.value.range?.[1] ?? 0;
      const start = permissions.keySpan.start;
      const span = permissions.isAlias ? permissions.keySpan : { start, end };
      return [{ ruleId: writeAll.id, ...span, message }];
    });
  },
};

const unsecure = 'ACTIONS_ALLOW_UNSECURE_COMMANDS';

/** Commands in the output of a step, which GitHub has switched off. */
export const unsecureCommands: ConfigRule<WorkflowFile> = {
  id: 'workflow-unsecure-commands',
  title: 'What a step prints can set variables of later steps',
  cwe: ['CWE-77', 'CWE-78', 'CWE-94', 'CWE-74'],
  languages: ['github-actions'],
  severity: 'high',
  precision: 'very-high',
  help: {
    why: `${unsecure} brings back the commands set-env and add-path, which GitHub removed because any output can hold them.`,
    attack:
      'A step prints text of a stranger, such as the title of an issue. A line in it sets NODE_OPTIONS or PATH, and the next step runs what the stranger wants.',
    fix: 'Take the variable away, and write to the files that $GITHUB_ENV and $GITHUB_PATH name.',
    sources: [
      'https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/',
      'https://cwe.mitre.org/data/definitions/77.html',
    ],
  },
  topic: /unsecure.?commands|set-env|add-path/i,
  recipe: { does: 'Sets the variable to false', review: 'test' },
  detect({ maps, steps, text }) {
    const set = maps.flatMap((map) => {
      const entry = map.get(unsecure);
      if (!entry?.value || textOf(entry.value)?.toLowerCase() !== 'true') return [];
      const span = { start: entry.keySpan.start, end: entry.value.range?.[1] ?? 0 };
      return [unsecureAt(entry.isAlias ? entry.keySpan : span, () => switchedOff(entry, text))];
    });
    const written = steps.flatMap((step) => {
      const run = step.get('run')?.value;
      if (!run || textOf(run) === undefined) return [];
      const span = spanOfNode(run, text);
      const found = /ACTIONS_ALLOW_UNSECURE_COMMANDS=["']?true\b/i.exec(
        text.slice(span.start, span.end),
      );
      if (!found) return [];
      const start = span.start + found.index;
      return [
        unsecureAt({ start, end: start + found[0].length }, () =>
          refuse('The variable is set by a script.'),
        ),
      ];
    });
    return [...set, ...written];
  },
};

function unsecureAt(
  span: { readonly start: number; readonly end: number },
  recipe: () => RecipeResult,
): Detection {
  const message = `${unsecure} lets the output of a step set variables and the path of later steps.`;
  return { ruleId: unsecureCommands.id, ...span, message, recipe };
}

function switchedOff(entry: Entry, text: string): RecipeResult {
  const value = entry.value as Node;
  if (entry.isAlias || value.anchor !== undefined) {
    return refuse('The value is shared by an alias, and may mean something else elsewhere.');
  }
  if (/::(?:set-env|add-path)\b/.test(text)) {
    return refuse('The file still prints the commands set-env or add-path.');
  }
  const span = spanOfNode(value, text);
  if (!isScalar(value) || /^BLOCK_/.test(value.type ?? '')) {
    return refuse('The value is not written on one line.');
  }
  return {
    ok: true,
    edits: [{ ...span, text: 'false' }],
    rationale: {
      whyVulnerable: `While ${unsecure} is true, every line that a step prints can set variables and the path of later steps.`,
      whyFixed: 'GitHub ignores the commands set-env and add-path from now on.',
      mayBreak: [
        'Old actions that still print set-env or add-path fail, with a message that says so.',
      ],
      alternatives: [
        {
          option: 'Take the line away',
          whyNot:
            'The line says plainly that it is off, and a variable of a higher level may be on.',
        },
      ],
      assumptions: ['No action of this workflow prints set-env or add-path.'],
    },
  };
}
