/** A value that an expression reads, such as `github.event.issue.title`; `*` for any index. */
export interface ContextRead {
  /** In lower case, with dots. */
  readonly path: string;
  /** The whole object is written out as JSON. */
  readonly asJson: boolean;
}

/** How deep an expression may nest; GitHub itself allows 50. */
const deepest = 50;

const token =
  /\s*(?:('(?:[^']|'')*')|(&&|\|\||==|!=|<=|>=|[<>!(),.[\]*])|(-?\d[\w.+-]*)|([A-Za-z_][\w-]*))/y;

/**
 * The values that may come out of an expression of GitHub Actions. Those that are only compared are
 * not among them, nor those of functions that answer yes or no. Empty when it does not parse.
 */
export function readsOf(expression: string): readonly ContextRead[] {
  const tokens = tokensOf(expression);
  if (!tokens) return [];
  const parser = new Parser(tokens);
  const reads = parser.either(0);
  return reads && parser.isDone ? reads : [];
}

function tokensOf(expression: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const text = expression.trimEnd();
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) return undefined;
    tokens.push(match[0].trim());
  }
  return tokens;
}

type Reads = readonly ContextRead[];

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  get isDone(): boolean {
    return this.at === this.tokens.length;
  }

  /** Each of these answers undefined when the expression is none. */
  either(depth: number): Reads | undefined {
    let reads = this.both(depth);
    while (reads && this.takes('||')) {
      const more = this.both(depth);
      reads = more && [...reads, ...more];
    }
    return reads;
  }

  /** `a && b` is b, or an `a` that is empty. */
  private both(depth: number): Reads | undefined {
    let reads = this.comparison(depth);
    while (reads && this.takes('&&')) reads = this.comparison(depth);
    return reads;
  }

  private comparison(depth: number): Reads | undefined {
    let reads = this.operand(depth);
    while (reads && this.takes('==', '!=', '<', '<=', '>', '>=')) {
      reads = this.operand(depth) && [];
    }
    return reads;
  }

  private operand(depth: number): Reads | undefined {
    if (depth > deepest) return undefined;
    if (this.takes('!')) return this.operand(depth + 1) && [];
    if (this.takes('(')) {
      const reads = this.either(depth + 1);
      return this.takes(')') ? reads : undefined;
    }
    const first = this.tokens[this.at++];
    if (first === undefined) return undefined;
    if (/^['\d-]/.test(first)) return [];
    if (!/^[A-Za-z_]/.test(first)) return undefined;
    return this.takes('(') ? this.call(first.toLowerCase(), depth) : this.path(first, depth);
  }

  private call(name: string, depth: number): Reads | undefined {
    const reads: ContextRead[] = [];
    while (!this.takes(')')) {
      const argument = this.either(depth + 1);
      if (!argument || !(this.takes(',') || this.tokens[this.at] === ')')) return undefined;
      reads.push(...argument);
    }
    if (/^(contains|startswith|endswith|hashfiles|success|failure|always|cancelled)$/.test(name)) {
      return [];
    }
    return name === 'tojson' ? reads.map(({ path }) => ({ path, asJson: true })) : reads;
  }

  private path(first: string, depth: number): Reads | undefined {
    let path = first.toLowerCase();
    for (;;) {
      if (this.takes('.')) {
        path += `.${(this.tokens[this.at++] ?? '').toLowerCase()}`;
      } else if (this.takes('[')) {
        const [index = ''] = this.tokens.slice(this.at);
        const isName = /^'/.test(index) && this.tokens[this.at + 1] === ']';
        if (isName || this.takes('*')) this.at += isName ? 1 : 0;
        else if (!this.either(depth + 1)) return undefined;
        if (!this.takes(']')) return undefined;
        path += `.${isName ? index.slice(1, -1).toLowerCase() : '*'}`;
      } else return /^(true|false|null)$/.test(path) ? [] : [{ path, asJson: false }];
    }
  }

  private takes(...wanted: readonly string[]): boolean {
    if (!wanted.includes(this.tokens[this.at] ?? '')) return false;
    this.at++;
    return true;
  }
}

const person = '(?:author|committer)\\.(?:name|email|username)';
const anybodys = [
  'github\\.head_ref',
  'github\\.event\\.(?:issue|pull_request|discussion)\\.(?:title|body)',
  'github\\.event\\.(?:comment|review|review_comment)\\.body',
  'github\\.event\\.pull_request\\.head\\.(?:ref|label)',
  'github\\.event\\.pull_request\\.head\\.repo\\.(?:default_branch|description|homepage)',
  'github\\.event\\.changes\\.(?:title|body)\\.from',
  'github\\.event\\.pages\\.\\*\\.(?:page_name|title|summary)',
  `github\\.event\\.commits\\.\\*\\.(?:message|${person})`,
  `github\\.event\\.(?:head_commit|merge_group\\.head_commit)\\.(?:message|${person})`,
  'github\\.event\\.workflow_run\\.(?:head_branch|display_title)',
  'github\\.event\\.workflow_run\\.head_repository\\.(?:description|homepage)',
  'github\\.event\\.workflow_run\\.pull_requests\\.\\*\\.head\\.ref',
  `github\\.event\\.workflow_run\\.head_commit\\.(?:message|${person})`,
];
const anybodysValue = new RegExp(`^(?:${anybodys.join('|')})$`);

/** Objects that hold such a value, written out whole. */
const holders =
  /^github(?:\.event(?:\.(?:issue|pull_request(?:\.head(?:\.repo)?)?|discussion|comment|review|pages|commits|head_commit|workflow_run(?:\.head_commit)?))?(?:\.\*)?)?$/;

/** Anybody on the internet can write this value, by opening an issue or a pull request. */
export function isAnybodys({ path, asJson }: ContextRead): boolean {
  return anybodysValue.test(path) || (asJson && holders.test(path));
}

/** The value may have several lines. */
export function hasLines({ path, asJson }: ContextRead): boolean {
  return asJson || /\.(?:body|message|from|description)$/.test(path);
}
