import { judges } from './pairs';

describe('weak fixes of slow patterns', () => {
  const before = 'const isOk = /^(a+)+$/.test(text);';
  judges(
    { cwe: 'CWE-1333' },
    {
      wrong: [
        {
          is: 'another slow pattern',
          before,
          after: 'const isOk = /^(a|a)+$/.test(text);',
          says: /several ways/,
        },
        { is: 'other flags', before, after: 'const isOk = /^(a+)+$/i.test(text);' },
        {
          is: 'a slow pattern with bounds that are too wide',
          before,
          after: 'const isOk = /^(?:a+){1,50}$/.test(text);',
        },
        { is: 'a lazy one', before, after: 'const isOk = /^(a+?)+$/.test(text);' },
        {
          is: 'a great limit',
          before,
          after:
            'const isOk = text.length < 10 && check(text);\nif (text.length > 100_000) throw new Error(text);',
          says: /100000 characters/,
        },
        {
          is: 'a timer',
          before,
          after: 'const isOk = Promise.race([check(text), late]);',
          says: /timer/,
        },
      ],
      right: [
        { is: 'a plain pattern', before, after: 'const isOk = /^a+$/.test(text);' },
        { is: 'a limit', before, after: 'const isOk = text.length <= 200 && /^a+$/.test(text);' },
        {
          is: 'no pattern',
          before,
          after: "const isOk = [...text].every((sign) => sign === 'a');",
        },
        { is: 'a class with bounds', before, after: 'const isOk = /^[a-z]{1,20}$/.test(text);' },
      ],
    },
  );
});

describe('weak fixes of prototype pollution', () => {
  const frame = `
export function merge(target, source) {
  for (const key in source) {
    CODE
    if (typeof source[key] === 'object') merge(target[key], source[key]);
    else target[key] = source[key];
  }
  return target;
}
`;
  judges(
    { cwe: 'CWE-1321', frame },
    {
      wrong: [
        {
          is: '__proto__ alone',
          before: '',
          after: "if (key === '__proto__') continue;",
          says: /constructor/,
        },
        {
          is: 'constructor alone',
          before: '',
          after: "if (key === 'constructor') continue;",
          says: /__proto__/,
        },
        {
          is: '__proto__ in a list',
          before: '',
          after: "if (['__proto__'].includes(key)) continue;",
        },
        {
          is: 'an own property of the source',
          before: '',
          after: 'if (!source.hasOwnProperty(key)) continue;',
          says: /JSON/,
        },
        {
          is: 'an own property by Object',
          before: '',
          after: 'if (!Object.hasOwn(source, key)) continue;',
        },
        {
          is: 'an own property by call',
          before: '',
          after: 'if (!Object.prototype.hasOwnProperty.call(source, key)) continue;',
        },
        { is: 'a frozen target', before: '', after: 'Object.freeze(target);', says: /Freezing/ },
        {
          is: 'a guard that only notes',
          before: '',
          after:
            "if (key === '__proto__' || key === 'constructor' || key === 'prototype') {\n      console.warn(key);\n    }",
          says: /only noted/,
        },
      ],
      right: [
        {
          is: 'all three names',
          before: '',
          after:
            "if (key === '__proto__' || key === 'constructor' || key === 'prototype') continue;",
        },
        {
          is: 'a list of all three',
          before: '',
          after: "if (['__proto__', 'constructor', 'prototype'].includes(key)) continue;",
        },
        { is: 'a set of names', before: '', after: 'if (blockedKeys.has(key)) continue;' },
        {
          is: 'an own property of the target',
          before: '',
          after: 'if (!Object.hasOwn(target, key)) continue;',
        },
        {
          is: 'a pattern of names',
          before: '',
          after: 'if (/^(?:__proto__|constructor|prototype)$/.test(key)) continue;',
        },
        { is: 'a function that tells', before: '', after: 'if (isUnsafeKey(key)) continue;' },
        {
          is: 'an object without a prototype',
          before: '',
          after: 'target = Object.assign(Object.create(null), target);',
        },
        { is: 'a frozen prototype', before: '', after: 'Object.freeze(Object.prototype);' },
      ],
    },
  );
});

describe('weak fixes that only change the engine', () => {
  const before = 'const result = eval(text);';
  judges(
    { cwe: 'CWE-95' },
    {
      wrong: [
        {
          is: 'new Function',
          before,
          after: 'const result = new Function(`return ${text}`)();',
          says: /still runs/,
        },
        { is: 'vm', before, after: 'const result = vm.runInNewContext(text, {});' },
        {
          is: 'vm2',
          before,
          after: 'const result = new VM().run(text);\nconst vm = new NodeVM(text);',
        },
        {
          is: 'a list of words',
          before,
          after: `if (text.includes('require')) throw new Error('no');\n${before}`,
        },
        {
          is: 'words taken out',
          before,
          after: "const result = eval(text.replace(/process|require/g, ''));",
        },
      ],
      right: [
        { is: 'JSON', before, after: 'const result = JSON.parse(text);' },
        { is: 'a map of functions', before, after: 'const result = actions.get(text)?.();' },
        { is: 'a number', before, after: 'const result = Number(text);' },
      ],
    },
  );
  const load = 'data = pickle.loads(body)';
  judges(
    { cwe: 'CWE-502', path: 'app.py' },
    {
      wrong: [
        { is: 'dill', before: load, after: 'data = dill.loads(body)' },
        { is: 'marshal', before: load, after: 'data = marshal.loads(body)' },
        {
          is: 'a full loader',
          before: 'data = yaml.load(body)',
          after: 'data = yaml.load(body, Loader=yaml.FullLoader)',
        },
        {
          is: 'another full loader',
          before: 'data = yaml.load(body)',
          after: 'data = yaml.full_load(body)',
        },
      ],
      right: [
        { is: 'JSON', before: load, after: 'data = json.loads(body)' },
        {
          is: 'the safe loader',
          before: 'data = yaml.load(body)',
          after: 'data = yaml.safe_load(body)',
        },
        {
          is: 'the safe loader by its name',
          before: 'data = yaml.load(body)',
          after: 'data = yaml.load(body, Loader=yaml.SafeLoader)',
        },
      ],
    },
  );
  const xml = 'const doc = libxml.parseXml(text, { noent: true });';
  judges(
    { cwe: 'CWE-611' },
    {
      wrong: [
        {
          is: 'entities and an option more',
          before: xml,
          after: 'const doc = libxml.parseXml(text, { noent: true, nonet: true });',
        },
        {
          is: 'a DTD',
          before: xml,
          after: 'const doc = libxml.parseXml(text, { dtdload: true });',
        },
      ],
      right: [
        {
          is: 'no entities',
          before: xml,
          after: 'const doc = libxml.parseXml(text, { noent: false });',
        },
        { is: 'no options', before: xml, after: 'const doc = libxml.parseXml(text);' },
      ],
    },
  );
});
