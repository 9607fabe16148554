import type { DependencyFinding } from '../finding';
import type { VulnerableNode } from './advisories/advisory';
import type { DependencyGraph } from './graph';
import type { DependencyPlan, Tier } from './plan';

/** What the planning of dependency fixes offers for one workspace folder. Nothing in it rejects but by an abort. */
export interface Planning {
  /** What is installed, and which of it the findings speak of. Reads files of the folder only. */
  understand(subject: PlanSubject, signal: AbortSignal): Promise<Understanding>;
  /** All options for these findings. Asks the user's registry for what the lockfile does not say. */
  plan(request: PlanRequest, control: PlanControl): Promise<Planned>;
}

/** A manifest and what is wrong with what it asks for. */
export interface PlanSubject {
  /** Its package.json: relative to the folder, forward slashes. */
  readonly manifest: string;
  readonly findings: readonly DependencyFinding[];
}

export interface PlanRequest extends PlanSubject {
  /** Only these installed copies are to be fixed, by their path in the graph; absent: all. */
  readonly only?: readonly string[];
  /** The most that may be proposed; absent: `override`, `major` and `remove` are offered, never chosen. */
  readonly maxTier?: Tier;
}

export interface PlanControl {
  readonly signal: AbortSignal;
  /** A few words on what is being done. */
  progress(text: string): void;
}

export type Understanding = Understood | Refused;

/** A sentence that says why there is nothing, and what would help. */
export interface Refused {
  readonly ok: false;
  readonly why: string;
}

export interface Understood {
  readonly ok: true;
  readonly graph: DependencyGraph;
  readonly vulnerable: readonly VulnerableCopy[];
  /** Those of the problems that leave open whether an advisory speaks of what is installed. */
  readonly untold: readonly string[];
  /** What could not be read or placed, as sentences. */
  readonly problems: readonly string[];
}

/** An installed copy that an advisory speaks of, and how it got there. */
export interface VulnerableCopy extends VulnerableNode {
  /** The project's own manifest asks for it. */
  readonly direct: boolean;
  /** Some of the ways from the project down to it, the shortest first: paths of the graph, `''` first. */
  readonly ways: readonly (readonly string[])[];
  /** How many ways there are; a lower bound where counting all would take too long. */
  readonly wayCount: number;
}

export type Planned = ReadyPlan | Refused;

export interface ReadyPlan {
  readonly ok: true;
  readonly understood: Understood;
  readonly plan: DependencyPlan;
  /** What is not known, such as packages that the registry did not answer for. */
  readonly notes: readonly string[];
  /**
   * The files after one of the plan's options, as the user's package manager writes them in a
   * scratch copy. Nothing of the folder is touched and nothing of a package is run.
   */
  draft(tier: Tier, control: PlanControl): Promise<PlanDraft>;
}

export type PlanDraft = WrittenPlan | Refused;

export interface WrittenPlan {
  readonly ok: true;
  /** package.json and lockfile, those that change. */
  readonly files: readonly PlannedFile[];
  /** What was tried, with what outcome, as sentences: the install that was rehearsed, the second look. */
  readonly validation: readonly Validation[];
}

export interface PlannedFile {
  /** Relative to the folder, forward slashes. */
  readonly path: string;
  /** The text that the plan was made from, without a byte order mark. */
  readonly before: string;
  readonly after: string;
  /** Of the bytes that `before` was read from. */
  readonly baseSha256: string;
}

export interface Validation {
  /** `written`: npm wrote the lockfile. `install`: a rehearsed install. `scan`: the second look. */
  readonly step: 'written' | 'install' | 'scan';
  readonly outcome: 'pass' | 'fail' | 'not-run';
  readonly text: string;
}
