type Dict = Record<string, any>;
const isObject = (value: unknown): value is Dict => typeof value === 'object' && value !== null;

export function deepExtend(target: Dict, ...sources: Dict[]): Dict {
  sources.forEach((source) => {
    Object.keys(source).forEach((key) => {
      const value = source[key];
      if (isObject(value) && isObject(target[key])) {
        deepExtend(target[key], value);
      } else {
        target[key] = value; // BAD: CWE-915
      }
    });
  });
  return target;
}

export function assignDeep(target: Dict, source: Dict): Dict {
  for (const [key, value] of Object.entries(source)) {
    if (isUnsafe(key)) continue;
    target[key] = isObject(value) ? assignDeep(target[key] ?? {}, value) : value; // OK
  }
  return target;
}
function isUnsafe(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

export const clone = (value: Dict): Dict => {
  const out: Dict = {};
  for (const key in value) out[key] = isObject(value[key]) ? clone(value[key]) : value[key]; // OK
  return out;
};

export class Path {
  static put(root: Dict, path: string | string[], value: unknown): void {
    const parts = Array.isArray(path) ? path : path.replace(/\[(\w+)\]/g, '.$1').split('.');
    let node = root;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      if (i === parts.length - 1) {
        node[part] = value; // BAD: CWE-915
      } else {
        if (!isObject(node[part])) node[part] = {}; // EITHER
        node = node[part];
      }
    }
  }
  static get(root: Dict, path: string): unknown {
    return path.split('.').reduce((node: any, part) => node?.[part], root); // OK
  }
}

export function mergeHalf(target: Dict, source: Dict): Dict {
  for (const key in source) {
    if (key === '__proto__') continue;
    if (isObject(source[key])) target[key] = mergeHalf(target[key] || {}, source[key]); // EITHER
    else target[key] = source[key]; // BAD: CWE-915
  }
  return target;
}
