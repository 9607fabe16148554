import type { Span } from '../span';
import { HclReader } from './terraformReader';

/** A file of Terraform; all offsets are those of the text. */
export interface TerraformFile {
  readonly path: string;
  readonly text: string;
  readonly body: Body;
  /** Each block of the file once, also those in blocks. */
  readonly blocks: readonly Block[];
}

export interface Body {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

export interface Block extends Span {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
  /** Its type and labels. */
  readonly header: Span;
  /** The resource or other block of the file that it stands in, itself included. */
  readonly top: Block;
}

export interface Attribute extends Span {
  readonly name: string;
  readonly value: Value;
}

/** `other` is whatever has to be computed. */
export type Value = Span &
  (
    | { readonly kind: 'string'; readonly text: string; readonly isPlain: boolean }
    | { readonly kind: 'heredoc'; readonly text: string; readonly body: Span }
    | { readonly kind: 'literal'; readonly text: string }
    | { readonly kind: 'list'; readonly items: readonly Value[] }
    | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Value[] }
    | { readonly kind: 'other' }
  );

export interface ObjectEntry {
  readonly key: string;
  readonly value: Value;
}

/** Reads tolerantly and in linear time. */
export function readTerraform(path: string, text: string): TerraformFile {
  const body = new HclReader(text).body();
  const blocks: Block[] = [];
  const open = [...body.blocks].reverse();
  for (let block = open.pop(); block; block = open.pop()) {
    blocks.push(block);
    open.push(...[...block.body.blocks].reverse());
  }
  return { path, text, body, blocks };
}

/** The resources of the file whose type matches. */
export function resources({ body }: TerraformFile, type: RegExp): readonly Block[] {
  return body.blocks.filter((one) => one.type === 'resource' && type.test(one.labels[0] ?? ''));
}

export function attribute(body: Body, name: string): Attribute | undefined {
  return body.attributes.findLast((one) => one.name === name);
}

/** Blocks of a type in another, also those that are made by `dynamic`. */
export function blocksIn(body: Body, type: string): readonly Block[] {
  return body.blocks.flatMap((one) => {
    if (one.type === type) return [one];
    const isMade = one.type === 'dynamic' && one.labels[0] === type;
    return isMade ? one.body.blocks.filter((inner) => inner.type === 'content') : [];
  });
}

/** The text of a string without interpolation, or of a number, true, false or null. */
export function textIn(value: Value | undefined): string | undefined {
  if (value?.kind === 'literal' || (value?.kind === 'string' && value.isPlain)) return value.text;
  return undefined;
}

/** The plain texts of a list, or of a single value. */
export function textsIn(value: Value | undefined): readonly string[] {
  const items = value?.kind === 'list' ? value.items : value ? [value] : [];
  return items.flatMap((item) => textIn(item) ?? []);
}

/** What an object holds at a key, which is taken without regard to case. */
export function member(value: Value | undefined, key: string): Value | undefined {
  if (value?.kind !== 'object') return undefined;
  return value.entries.findLast((one) => one.key.toLowerCase() === key.toLowerCase())?.value;
}

/** The attributes of a block, or of an object that is written like one. */
export function attributesOf(value: Value): readonly Attribute[] {
  if (value.kind !== 'object') return [];
  return value.entries.map((one) => ({
    name: one.key,
    value: one.value,
    start: one.value.start,
    end: one.value.end,
  }));
}

/** A resource as a sentence names it, such as `aws_s3_bucket.logs`. */
export function nameOf({ top }: Block): string {
  return [...(top.type === 'resource' ? [] : [top.type]), ...top.labels].join('.');
}
