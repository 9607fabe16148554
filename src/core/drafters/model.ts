import type { Draft, DraftResult, TextEdit } from '../draft';
import type { CodeFinding, Finding, FindingSummary } from '../finding';
import { sha256Hex } from '../hash';
import { oneLine } from '../plainText';
import type { Ports } from '../ports';
import type { SourceText } from '../sourceText';
import { decodeSource } from '../sourceText';
import type { Drafter } from '.';
import { anchorEdits, nearestLines } from './anchors';
import { leakedStandIn, reveal } from './conceal';
import type { ModelTool, Reply } from './contract';
import { parseReply, submitFix } from './contract';
import type { Prompt } from './prompt';
import { buildPrompt, isSecretFile, promptTemplate, repairPrompt } from './prompt';
import { requested } from './source';

/** A language model, reached by somebody else: the editor, or an endpoint. */
export interface ModelPort {
  /** Opaque, unique for its vendor. */
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly family: string;
  readonly version?: string;
  /**
   * Whether the person agrees that this prompt goes to this model. Asks on first use. Must be
   * called before `send`.
   */
  maySend(prompt: Prompt, signal: AbortSignal): Promise<boolean>;
  /**
   * One request that forces a call of its one tool. Throws a HumanError, which says what to do
   * next, when there is no whole answer; of half an answer nothing is kept.
   */
  send(request: ModelRequest, signal: AbortSignal): Promise<ModelReply>;
}

export interface ModelRequest {
  readonly prompt: string;
  readonly tool: ModelTool;
}

/** What a model answered with. None, several or others than the one that was asked for may come. */
export interface ModelReply {
  readonly calls: readonly { readonly name: string; readonly input: unknown }[];
}

/** What is asked, about which bytes, for whom. */
interface Subject {
  readonly finding: CodeFinding;
  readonly source: SourceText;
  readonly prompt: Prompt;
  readonly requested: Awaited<ReturnType<typeof requested>>;
}

/** A model's answer, read: edits that fit, its own no, or a flaw that it may repair once. */
interface Drafted extends Pick<Draft, 'rationale' | 'suggestedTest'> {
  readonly edits: readonly TextEdit[];
}

type Answer =
  | ({ readonly kind: 'edits' } & Drafted)
  | { readonly kind: 'no'; readonly why: string }
  | { readonly kind: 'flaw'; readonly why: string; readonly missing?: string };

type Refused = { readonly ok: false; readonly why: string };

const cancelled: Refused = { ok: false, why: 'It was cancelled.' };

/**
 * Drafts with a language model: one request, and one more if the answer breaks the contract or
 * does not fit the file. Nothing is sent before `maySend` says yes. HumanErrors of `send` pass
 * through. `version` is Countersign's own.
 */
export function modelDrafter(model: ModelPort, version: string): Drafter {
  return {
    id: `model:${model.vendor}/${model.id}`,
    title: `AI draft: ${oneLine(model.name, 60)}`,
    offers: (finding) => isPlaced(finding),
    async draft(finding, ports, signal): Promise<DraftResult> {
      const subject = await prepare(finding, ports);
      if ('ok' in subject) return subject;
      if (signal.aborted) return cancelled;
      if (!(await model.maySend(subject.prompt, signal))) {
        return signal.aborted ? cancelled : refuse('Nothing was sent: you did not agree to it.');
      }
      const asked = await ask(model, subject.prompt, signal);
      if ('ok' in asked) return asked;
      return { ok: true, draft: toDraft(model, version, subject, asked, ports.newId()) };
    },
  };
}

function isPlaced({ kind, location }: Finding | FindingSummary): boolean {
  return kind === 'code' && location.region !== undefined && !isSecretFile(location.path);
}

async function prepare(finding: Finding, ports: Ports): Promise<Subject | Refused> {
  if (finding.kind !== 'code' || !isPlaced(finding))
    return refuse('It is not code that may be sent to a model.');
  const { path } = finding.location;
  const bytes = await ports.read(path);
  if (bytes === undefined) return refuse(`${path} does not exist.`);
  const decoded = decodeSource(bytes);
  if (!decoded.ok) return refuse(`${path} cannot be changed: ${decoded.why}.`);
  const prompted = buildPrompt(finding, decoded.source.text, ports.newId());
  if (!prompted.ok) return prompted;
  return {
    finding,
    source: decoded.source,
    prompt: prompted.prompt,
    requested: await requested(ports),
  };
}

interface Asked extends Drafted {
  /** The last prompt that was sent, and the answer to it. */
  readonly sent: string;
  readonly answered: string;
  readonly requests: number;
}

async function ask(
  model: ModelPort,
  prompt: Prompt,
  signal: AbortSignal,
): Promise<Asked | Refused> {
  let sent = prompt.text;
  let flaw = '';
  for (let requests = 1; requests <= 2; requests++) {
    const reply = await sendUnlessCancelled(model, sent, signal);
    if (!reply) return cancelled;
    const answer = readAnswer(reply, prompt);
    if (answer.kind === 'no') return refuse(`${model.name} ${answer.why}`);
    if (answer.kind === 'edits') {
      const { kind: _, ...drafted } = answer;
      return { ...drafted, sent, answered: JSON.stringify(reply.calls[0]?.input), requests };
    }
    flaw = answer.why;
    const { missing } = answer;
    const nearest = missing === undefined ? undefined : nearestLines(prompt.excerpt, missing);
    sent = repairPrompt(prompt, flaw, nearest);
  }
  return refuse(`${model.name} answered twice, and neither answer can be used: ${flaw}.`);
}

/** Undefined when cancelled: a cancelled stream may end in an error or as if it were whole. */
async function sendUnlessCancelled(
  model: ModelPort,
  prompt: string,
  signal: AbortSignal,
): Promise<ModelReply | undefined> {
  if (signal.aborted) return undefined;
  try {
    const reply = await model.send({ prompt, tool: submitFix }, signal);
    return signal.aborted ? undefined : reply;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function readAnswer({ calls }: ModelReply, prompt: Prompt): Answer {
  const [call] = calls;
  if (!call) return flaw(`it does not call ${submitFix.name}`);
  if (calls.length > 1) return flaw(`it holds ${calls.length} tool calls instead of one`);
  if (call.name !== submitFix.name) {
    return flaw(`it calls "${oneLine(call.name, 40)}" instead of ${submitFix.name}`);
  }
  const parsed = parseReply(call.input);
  if (!parsed.ok) return flaw(parsed.why);
  const { reply } = parsed;
  if (reply.verdict !== 'fix') {
    return { kind: 'no', why: `${noFix[reply.verdict]}: ${oneLine(reply.reason, 500)}` };
  }
  return place(reply, prompt);
}

const flaw = (why: string): Answer => ({ kind: 'flaw', why });

const noFix = {
  no_fix_needed: 'says that no fix is needed',
  cannot_fix: 'says that it cannot fix this',
  need_context: 'says that it must see more first',
} as const;

type Fix = Extract<Reply, { readonly verdict: 'fix' }>;

/** Anchors in the text that the model knows, then turns stand-ins back. */
function place({ edits, rationale, suggestedTest }: Fix, prompt: Prompt): Answer {
  for (const [index, edit] of edits.entries()) {
    const leaked = leakedStandIn(edit.old, edit.new);
    if (leaked) return flaw(`edit ${index + 1} puts ${leaked} where its "old" does not have it`);
  }
  const anchored = anchorEdits({ path: prompt.path, text: prompt.file.text }, edits);
  if (!anchored.ok) return { kind: 'flaw', ...anchored };
  const revealed = reveal(prompt.file, anchored.edits);
  if (!revealed.ok) return flaw(revealed.why);
  return {
    kind: 'edits',
    edits: revealed.edits,
    rationale,
    ...(suggestedTest && { suggestedTest }),
  };
}

function toDraft(
  model: ModelPort,
  version: string,
  { finding, source, requested: asked }: Subject,
  { edits, rationale, suggestedTest, sent, answered, requests }: Asked,
  id: string,
): Draft {
  const { name, vendor, family } = model;
  return {
    id,
    findingId: finding.id,
    strategy: 'ai',
    origin: {
      kind: 'model',
      tool: { name: 'countersign', version },
      model: {
        name,
        ...(model.version === undefined ? {} : { version: model.version }),
        provider: vendor,
      },
      parameters: { modelId: model.id, family, requests },
      promptSha256: sha256Hex(sent),
      responseSha256: sha256Hex(answered),
      promptTemplate,
      ...asked,
      identity: 'declared',
    },
    changes: [{ path: finding.location.path, baseSha256: source.sha256, edits }],
    rationale,
    ...(suggestedTest && { suggestedTest }),
  };
}

function refuse(why: string): Refused {
  return { ok: false, why };
}
