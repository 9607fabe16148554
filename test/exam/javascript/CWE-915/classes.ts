type Tree = Record<string, any>;

export class Config {
  private readonly values: Tree = {};
  private readonly safe: Tree = Object.create(null);

  set(path: string, value: unknown): this {
    const keys = path.split('.');
    let node = this.values;
    while (keys.length > 1) {
      const key = keys.shift()!;
      node[key] ??= {}; // EITHER
      node = node[key];
    }
    node[keys[0]!] = value; // BAD: CWE-915
    return this;
  }

  put(name: string, value: unknown): void {
    this.safe[name] = value; // OK
  }
}

export function deepAssign(target: Tree, ...sources: Tree[]): Tree {
  for (const source of sources) {
    for (const [key, value] of Object.entries(source)) {
      if (value && typeof value === 'object' && target[key]) {
        deepAssign(target[key], value);
      } else {
        target[key] = value; // BAD: CWE-915
      }
    }
  }
  return target;
}

export const clone = (value: any): any => {
  if (Array.isArray(value)) return value.map(clone);
  if (value === null || typeof value !== 'object') return value;
  const copy: Tree = {};
  for (const key in value) copy[key] = clone(value[key]); // OK
  return copy;
};

export function deepMerge(base: Tree, patch: Tree): Tree {
  const result: Tree = { ...base };
  Object.keys(patch).forEach((key) => {
    result[key] = isPlain(patch[key]) && isPlain(base[key]) ? deepMerge(base[key], patch[key]) : patch[key]; // OK
  });
  return result;
}

export function patch(target: Tree, source: Tree): void {
  Reflect.ownKeys(source).forEach((key) => {
    if (typeof key !== 'string') return;
    if (isUnsafe(key)) return;
    if (isPlain(target[key])) patch(target[key], source[key]);
    else target[key] = source[key]; // GUARDED
  });
}

function isUnsafe(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

function isPlain(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

export function assignPath(obj: Tree, path: string[], value: unknown): void {
  let i = 0;
  for (; i < path.length - 1; i++) obj = obj[path[i]!];
  obj[path[i]!] = value; // BAD: CWE-915
}

export function swap(list: number[], a: number, b: number): void {
  const kept = list[a]!;
  list[a] = list[b]!; // OK
  list[b] = kept; // OK
}

export function grid(cells: number[][], x: number, y: number): void {
  cells[y]![x] = 1; // OK
}
