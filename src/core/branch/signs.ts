import { oneLine } from '../plainText';
import type { BranchCommit, Mark } from './facts';

/** What a commit says of AI, without the files that it changes. */
export interface Signs {
  /** Who is said to have made or helped to make it, each once. */
  readonly signs: readonly Pick<Mark, 'how' | 'by'>[];
  /** The AI-BOM entries that the message names. */
  readonly entryIds: readonly string[];
}

/** More of a message is not read. */
const maxMessage = 64 * 1024;

/**
 * Read line by line rather than as git reads trailers, because a squashed commit keeps those of the
 * commits that went into it, but in the middle.
 */
export function signsIn({ author, message }: Pick<BranchCommit, 'author' | 'message'>): Signs {
  const found = new Map<string, Signs['signs'][number]>();
  const entryIds = new Set<string>();
  const add = (how: Mark['how'], by: string) => {
    const shown = oneLine(by, 100);
    if (!found.has(`${how} ${shown}`)) found.set(`${how} ${shown}`, { how, by: shown });
  };
  if (isAgent(author.name, author.email ?? '')) add('author', author.name);
  for (const line of message.slice(0, maxMessage).split(/\r\n|[\n\r]/)) {
    const [, key = '', value = ''] =
      /^[ \t*>-]{0,8}([A-Za-z-]{4,30}):[ \t]*(\S.*)$/.exec(line) ?? [];
    const name = key.toLowerCase();
    if (name === 'ai-bom-entry') entryIds.add(value.trim().slice(0, 40));
    else if (madeBy.has(name) && !isPerson(value)) add('trailer', value);
    else if (name === 'co-authored-by') {
      const [, who = value, email = ''] = /^([^<]*)<([^>]*)>/.exec(value) ?? [];
      if (isAgent(who.trim(), email)) add('co-author', who.trim() || email);
    } else {
      const tool = /^\W{0,4}\s?Generated with \[?([A-Za-z][\w .]{1,40})/.exec(line.trim())?.[1];
      if (tool !== undefined && isAgent(tool.trim(), '')) add('trailer', tool.trim());
    }
  }
  return { signs: [...found.values()], entryIds: [...entryIds] };
}

const madeBy = new Set([
  ...['assisted-by', 'generated-by', 'ai-assisted-by', 'ai-generated-by', 'ai-tool', 'made-with'],
]);

/** Before there were assistants, `Assisted-by` named a person, with an address. */
function isPerson(value: string): boolean {
  const [, name = '', email] = /^([^<]*)<([^<>\s]+@[^<>\s]+)>/.exec(value) ?? [];
  return email !== undefined && !isAgent(name.trim(), email);
}

/** A name is not enough where people bear it as well. */
function isAgent(name: string, email: string): boolean {
  return agentNames.test(name) || agentAddresses.test(email);
}

const agentNames = new RegExp(
  `^(?:${[
    'claude(?: (?:code|opus|sonnet|haiku|fable|[\\d.]+).*)?',
    '(?:github )?copilot(?: .*)?',
    'copilot-swe-agent(?:\\[bot\\])?',
    '(?:openai )?codex(?: .*)?',
    '(?:chatgpt|gpt-[\\d.]+)(?:[ -].*)?',
    'cursor(?: agent.*)?',
    'cursoragent',
    'devin(?: ai.*)|devin-ai-integration(?:\\[bot\\])?',
    'aider(?: \\(.*\\))?|.* \\(aider\\)',
    'gemini(?: (?:code assist|cli|[\\d.]+).*)?|gemini-code-assist(?:\\[bot\\])?',
    'google-labs-jules(?:\\[bot\\])?',
    'openhands|openhands-agent|opencode|sweep-ai(?:\\[bot\\])?|sweep ai',
    'amazon q(?: .*)?|amazon-q-developer(?:\\[bot\\])?',
    'windsurf(?: .*)?|cascade \\(windsurf\\)|codeium',
    'cline|roo code|kilo code|kiro(?: agent)?|junie|factory-droid(?:\\[bot\\])?|amp|goose|qwen-coder',
    'cody(?: by sourcegraph)?|continue agent|tabnine|replit agent|augment code|warp agent|grok(?:[ -].*)?',
  ].join('|')})$`,
  'i',
);

const agentAddresses = new RegExp(
  [
    '@anthropic\\.com$',
    '@aider\\.chat$',
    '^cursoragent@cursor\\.com$',
    '^codex@openai\\.com$|^noreply@openai\\.com$',
    '(?:^|\\+)(?:copilot|copilot-swe-agent|devin-ai-integration|google-labs-jules|gemini-code-assist|amazon-q-developer|factory-droid|sweep-ai)(?:\\[bot\\])?@users\\.noreply\\.github\\.com$',
    '^copilot@github\\.com$',
    '@(?:all-hands\\.dev|ampcode\\.com|opencode\\.ai|devin\\.ai)$',
    '^junie@jetbrains\\.com$|^qwen-coder@alibabacloud\\.com$|^agent@warp\\.dev$',
  ].join('|'),
  'i',
);
