import type { Check, SubjectFile } from '../evidence';
import { isSecretValue } from '../rules/configSecrets';
import { addressWithPassword, secretFormats } from '../rules/secretSites';
import {
  entropy,
  isPlaceholder,
  looksSecret,
  namesPassword,
  namesSecret,
} from '../rules/secretWords';
import type { Place } from './changes';
import { addedLines, changesOf, placesText, shownPlaces } from './changes';
import { isLockfile, isTestPath } from './pathKinds';

/** A secret in an added line. What it says of itself never shows it. */
interface Secret extends Place {
  readonly what: string;
  readonly value: string;
  /** Its own form says what it is. In tests such a thing may be made up. */
  readonly isCertain: boolean;
}

const formats: readonly (readonly [RegExp, string])[] = [
  ...secretFormats,
  [/\bpypi-AgE[\w-]{20,}/g, 'A PyPI token'],
  [/\bglpat-[\w-]{20,}|\bgl(?:dt|rt|ptt|cbt)-[\w-]{20,}/g, 'A GitLab token'],
  [/\bwhsec_[A-Za-z\d]{24,}/g, 'A Stripe webhook secret'],
  [/\bGOCSPX-[\w-]{20,}|\bya29\.[\w-]{30,}/g, 'A Google secret'],
  [/\bsk-(?:ant-|proj-)[\w-]{20,}|\bsk-[A-Za-z\d]{40,}\b/g, 'A key of a model provider'],
  [/\bhf_[A-Za-z]{30,}\b|\bdckr_pat_[\w-]{20,}|\bdop_v1_[\da-f]{40,}/g, 'A service token'],
  [/(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g, 'A signed token (JWT)'],
];
/** The rest of a line is not looked at: keys are short, and lines of data are not. */
const maxLine = 5000;

export const noSecrets: Check = {
  id: 'no-secrets',
  title: 'No secret is written into the code',
  run({ files }) {
    const old = files.map(({ before }) => before).join('\n');
    const found = files
      .filter(({ path }) => !isLockfile(path))
      .flatMap(secretsIn)
      .filter(({ value }) => !old.includes(value));
    if (found.length === 0) {
      return {
        outcome: 'pass',
        detail: 'No added line has the form of a key, or a text under the name of a secret.',
      };
    }
    const certain = found.filter(({ isCertain }) => isCertain);
    const told = certain.length > 0 ? certain : found;
    const what = [...new Set(told.map((secret) => secret.what))].slice(0, 3).join('; ');
    const advice = 'Read it from the environment, and replace it where it is in use already.';
    return certain.length > 0
      ? {
          outcome: 'fail',
          detail: `${what}, at ${placesText(told)}. ${advice}`,
          lines: shownPlaces(found),
        }
      : {
          outcome: 'warn',
          detail: `${what} may be a secret, at ${placesText(told)}. ${advice}`,
          lines: shownPlaces(found),
        };
  },
};

function secretsIn(file: SubjectFile): readonly Secret[] {
  const isTest = isTestPath(file.path);
  return addedLines(changesOf(file)).flatMap(({ path, line, text }) => {
    const cut = text.slice(0, maxLine);
    const named = isTest ? [] : [...byAddress(cut), ...byName(cut, path)];
    return [...byForm(cut, isTest), ...named].map((one) => ({ ...one, path, line }));
  });
}

type Found = Omit<Secret, keyof Place>;

function byForm(line: string, isTest: boolean): readonly Found[] {
  return formats.flatMap(([form, what]) =>
    [...line.matchAll(form)]
      .filter(([value]) => !isStandIn(value))
      .map(([value]) => ({ what, value, isCertain: !isTest })),
  );
}

/** `ghp_xxxxxxxx…`, the example keys of handbooks, and what a person types to fill a place. */
function isStandIn(value: string): boolean {
  if (value.startsWith('-----BEGIN')) return false;
  return (
    /example|x{6}|0{8}|1234567|abcdefg|your|dummy|fake|placeholder|redacted|eyJzdWIiOiIxMjM0NTY3ODkw/i.test(
      value,
    ) || entropy(value) < 3
  );
}

function byAddress(line: string): readonly Found[] {
  return [...line.matchAll(addressWithPassword)].flatMap(([whole, password = '']) => {
    const isDummy = isPlaceholder(password) || /[${}<>%]|^:/.test(password);
    if (isDummy || /example\.(?:com|org)|:\/\/(?:user|username):(?:pass|password)@/i.test(whole))
      return [];
    return [{ what: 'An address with a password', value: password, isCertain: false }];
  });
}

/** A name, its `=` or `:`, perhaps the environment and `||` or `or`, and a text in quotes. */
const assigned =
  /([A-Za-z_$][\w$-]{0,60})['"]?\]?\s{0,20}[?!]?(?::\s?[\w.<>|[\]]{1,60}\s?(?==))?\s{0,20}(?:[:=]|[!=]==?|:=)\s{0,20}(?:[^'"`\n;]{0,80}(?:\|\||\?\?|\bor\b|,)\s{0,10})?[rbuRBU]{0,2}(?:"([^"\n]{4,500})"|'([^'\n]{4,500})'|`([^`\n]{4,500})`)/g;
/** Two arguments of what reads the environment: the name of the variable and what stands in for it. */
const withDefault =
  /\b(?:getenv|environ\.get|env|config|get)\(\s{0,10}["']([A-Za-z_][\w-]{2,60})["']\s{0,10},\s{0,10}(?:default\s?=\s?)?["']([^"'\n]{4,500})["']/g;
const settings =
  /^\s*(?:export\s+|-\s+)?["']?([A-Za-z_][\w.-]{2,60})["']?\s*[:=]\s*([^\s'"#][^\s'"#]{3,300})\s*(?:#.*)?$/;

function byName(line: string, path: string): readonly Found[] {
  const pairs = [
    ...[...line.matchAll(assigned)].map(
      ([, name = '', a, b, c]) => [name, a ?? b ?? c ?? ''] as const,
    ),
    ...[...line.matchAll(withDefault)].map(([, name = '', value = '']) => [name, value] as const),
  ];
  const found = pairs.filter(
    ([name, value]) =>
      namesSecret(name) && looksSecret(value, namesPassword(name)) && !/[{}<>$%?]|^#/.test(value),
  );
  const isSettings = /\.(?:ya?ml|toml|ini|cfg|conf|properties|env)$|(?:^|\/)\.env[\w.-]*$/i.test(
    path,
  );
  const [, name = '', value = ''] = (isSettings && settings.exec(line)) || [];
  if (value !== '' && isSecretValue(name, value) && !isPlaceholder(value))
    found.push([name, value]);
  return found.map(([held, text]) => ({
    what: `The value of ${held}`,
    value: text,
    isCertain: false,
  }));
}
