import type { ParsedFile } from '../rules/parsedFile';
import { keyName, targetOf } from '../rules/targets';
import type { Node } from '../syntax';
import type { CallSite, FunctionUses } from './calls';
import { mayHold, nameOf, siteOf } from './calls';
import { isExportedName, isExportedValue } from './exported';
import { javascriptCall, publicName } from './javascript';

const maxUses = 100;

/** Whoever names, calls or passes on a function of the file. */
export function functionUses(owner: Node, file: ParsedFile): FunctionUses {
  return new UseFinder(file, owner).uses();
}

/** Follows a function to the places that name it. */
class UseFinder {
  readonly #file: ParsedFile;
  readonly #calls: CallSite[] = [];
  readonly #passed: (CallSite & { readonly index: number })[] = [];
  readonly #properties = new Set<string>();
  readonly #seen = new Set<Node>();
  #isExported = false;

  constructor(file: ParsedFile, owner: Node) {
    this.#file = file;
    if (owner.type === 'method_definition') this.#method(owner);
    else this.#expression(owner);
    const name = owner.childForFieldName('name');
    if (name && owner.type !== 'method_definition') this.#name(name);
  }

  uses(): FunctionUses {
    return {
      calls: this.#calls,
      passed: this.#passed,
      properties: [...this.#properties],
      isExported: this.#isExported,
    };
  }

  #method(owner: Node): void {
    const name = owner.childForFieldName('name');
    if (!name) return;
    const holder = owner.parent?.parent;
    if (name.text === 'constructor') {
      const className = holder?.childForFieldName('name');
      if (className) this.#name(className);
      if (holder && isExportedClass(holder, this.#file)) this.#isExported = true;
      return;
    }
    if (holder && isExportedClass(holder, this.#file)) this.#isExported = true;
    if (owner.parent?.type === 'object') this.#object(owner.parent);
    this.#property(publicName(name.text));
  }

  /** Where the function stands as a value. */
  #expression(node: Node): void {
    if (this.#seen.has(node) || this.#seen.size > maxUses) return;
    this.#seen.add(node);
    const { parent } = node;
    if (!parent) return;
    switch (parent.type) {
      case 'parenthesized_expression':
      case 'as_expression':
      case 'await_expression':
      case 'ternary_expression':
      case 'binary_expression':
        this.#expression(parent);
        return;
      case 'call_expression':
      case 'new_expression': {
        const site = siteOf(node);
        if (site) this.#calls.push(site);
        return;
      }
      case 'arguments':
        this.#argument(node, parent);
        return;
      case 'member_expression':
        this.#memberOf(node, parent);
        return;
      case 'pair':
        if (parent.childForFieldName('value') !== node) return;
        this.#property(keyName(parent.childForFieldName('key') ?? node) ?? '');
        if (parent.parent) this.#object(parent.parent);
        return;
      case 'object':
        this.#property(node.text);
        this.#object(parent);
        return;
      case 'export_statement':
        this.#isExported = true;
        return;
      case 'public_field_definition':
      case 'field_definition':
        this.#property(
          parent.childForFieldName('name')?.text ??
            parent.childForFieldName('property')?.text ??
            '',
        );
        return;
      case 'assignment_expression':
        this.#assigned(node, parent);
        return;
      case 'variable_declarator': {
        const name = parent.childForFieldName('name');
        if (name?.type === 'identifier' && parent.childForFieldName('value') === node)
          this.#name(name);
        return;
      }
      default:
    }
  }

  #argument(node: Node, list: Node): void {
    const site = list.parent && javascriptCall(list.parent);
    if (!site || !list.parent) return;
    const index = site.args.indexOf(node);
    if (index < 0) return;
    this.#passed.push({ node: list.parent, call: site, index });
    // A wrapper such as promisify() gives what stands for the function.
    if (
      /^(promisify|bind|memoize|debounce|throttle|once|async\w*|wrap\w*|\w*[hH]andler)$/.test(
        nameOf(site),
      )
    ) {
      this.#expression(list.parent);
    }
  }

  /** `f.call(…)`, `f.bind(…)`. */
  #memberOf(node: Node, member: Node): void {
    if (member.childForFieldName('object') !== node) return;
    const site = siteOf(member);
    if (!site) return;
    if (site.call.method === 'bind') this.#expression(site.node);
    if (site.call.method === 'call') {
      this.#calls.push({ node: site.node, call: { ...site.call, args: site.call.args.slice(1) } });
    }
  }

  #assigned(node: Node, assignment: Node): void {
    const left = assignment.childForFieldName('left');
    if (!left || assignment.childForFieldName('right') !== node) return;
    if (left.type === 'identifier') this.#name(left);
    else if (/^(module\s*\.\s*)?exports\b/.test(left.text)) {
      this.#isExported = true;
      this.#property(left.childForFieldName('property')?.text ?? '');
    } else {
      this.#property(left.childForFieldName('property')?.text ?? '');
      const object = left.childForFieldName('object');
      if (object && isExportedName(object, this.#file)) this.#isExported = true;
    }
    this.#expression(assignment);
  }

  /** An object that holds it is exported, or passed on. */
  #object(object: Node): void {
    if (isExportedValue(object, this.#file)) this.#isExported = true;
  }

  #property(name: string): void {
    if (name === '' || this.#properties.has(name)) return;
    this.#properties.add(name);
    for (const node of this.#file.find(name)) {
      const member = /^(private_)?property_identifier$/.test(node.type) ? node.parent : null;
      const site = member?.type === 'member_expression' ? siteOf(member) : undefined;
      if (site?.call.receiver && mayHold(site.call.receiver, this.#file)) this.#calls.push(site);
      else if (member?.parent?.type === 'arguments') this.#argument(member, member.parent);
    }
  }

  #name(name: Node): void {
    const binding = this.#file.resolve(name);
    if (!binding) return;
    if (isExportedName(name, this.#file)) this.#isExported = true;
    for (const node of this.#file.find(binding.name)) {
      if (node.type === 'property_identifier' || node === binding.node || targetOf(node)) continue;
      if (this.#file.resolve(node) === binding) this.#expression(node);
    }
  }
}

function isExportedClass(holder: Node, file: ParsedFile): boolean {
  if (!holder.type.includes('class')) return false;
  if (isExportedValue(holder, file)) return true;
  const name = holder.childForFieldName('name');
  const binding = name && file.named(name.text).find(({ declared }) => declared === holder);
  return binding ? isExportedName(binding.node, file) : false;
}
