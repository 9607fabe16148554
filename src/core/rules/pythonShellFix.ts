import { bare, pythonCall } from '../pythonFlow/value';
import { whyRunner } from './commandRunners';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, keywordOf } from './pythonCalls';
import { answer, hasSpread, removeArgument, replacement } from './pythonEdits';
import type { PythonPiece } from './pythonPieces';
import { asText, pythonPieces, pythonString, quoteIn } from './pythonPieces';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

type Hole = Extract<PythonPiece, { kind: 'hole' }>;
/** A word of a command: text, or one value. */
type Word = string | Hole;

const builtins =
  /^(cd|export|source|\.|alias|set|unset|ulimit|umask|exec|eval|exit|type|read|trap|wait|if|for|while|case|function|\{|!)$/;
const special = /[|&;<>()$`\\*?[\]~#!{}\n\r]/;

/** Runs the program of a command that is written in the call without a shell. */
export function withoutShell(called: PythonCall, file: ParsedFile): RecipeResult {
  const value = argumentOf(called, 0, 'args', 'cmd');
  const shell = keywordOf(called, 'shell');
  if (!value || !shell || hasSpread(called.node)) {
    return refuse('The arguments of the call are put together elsewhere.');
  }
  if (called.call.named.get('shell')?.text !== 'True') {
    return refuse('Whether a shell runs the command is decided elsewhere.');
  }
  if (called.call.named.has('executable')) {
    return refuse('The call names a shell of its own, whose rules are not known here.');
  }
  if (/^(list|tuple)$/.test(bare(value).type)) {
    return refuse(
      'A list with shell=True gives the shell its first word only; decide which of the two is meant.',
    );
  }
  const pieces = pythonPieces(value, file);
  if (!pieces)
    return refuse('The command is not written in the call as one plain text with values in it.');
  const words = wordsOf(pieces, file);
  if (!words.ok) return words;
  const quote = quoteIn(value, file);
  const items = words.words.map((word) =>
    typeof word === 'string' ? pythonString(word, quote) : asText(word, file),
  );
  const list = `[${items.join(', ')}]`;
  const code = snippet(file.code(value));
  const holes = words.words.filter((word) => typeof word !== 'string');
  return answer([replacement(value, list), removeArgument(shell, file.text)], {
    whyVulnerable: `A shell reads ${code}, so characters such as ; and $( in a value start commands of their own.`,
    whyFixed: `${called.name}() gets the program and its arguments as a list and starts it without a shell: each value is one argument, whatever is in it.`,
    mayBreak: [
      ...(holes.length > 0
        ? ['A value that held several arguments, or a pattern such as *.txt, is one argument now.']
        : ['A command that is a built-in of the shell, or an alias, is not found any more.']),
      'When the program is missing, FileNotFoundError is raised instead of an exit status of 127.',
    ],
    alternatives: [
      {
        option: 'shlex.quote() around each value',
        whyNot: 'It keeps the shell, and one value that is forgotten opens it again.',
      },
    ],
    assumptions: [
      'No value is meant to begin with a dash: the program would take it for an option.',
    ],
  });
}

type Words =
  | { readonly ok: true; readonly words: readonly Word[] }
  | { readonly ok: false; readonly why: string };

/** The words that a shell makes of a command; it refuses what only a shell can do. */
function wordsOf(pieces: readonly PythonPiece[], file: ParsedFile): Words {
  const words: Word[] = [];
  let word: { text: string; hole: Hole | undefined } | undefined;
  let quote = '';
  const end = () => {
    if (word) words.push(word.hole ?? word.text);
    word = undefined;
  };
  for (const piece of pieces) {
    if (piece.kind === 'hole') {
      if (word && (word.text !== '' || word.hole)) return refuse(partOf(piece, file));
      word = { text: '', hole: unquoted(piece) };
      continue;
    }
    for (const character of piece.value) {
      if (quote === character) quote = '';
      else if (quote === '' && /['"]/.test(character)) {
        quote = character;
        word ??= { text: '', hole: undefined };
      } else if (quote === '' && /[ \t]/.test(character)) end();
      else if (
        special.test(character) &&
        (quote === '' || (quote === '"' && /[$`\\!]/.test(character)))
      ) {
        return refuse(
          `The command has ${character.trim() === '' ? 'a line break' : character}, which a shell acts on.`,
        );
      } else {
        if (word?.hole) return refuse(partOf(word.hole, file));
        word = { text: `${word?.text ?? ''}${character}`, hole: undefined };
      }
    }
  }
  end();
  if (quote !== '') return refuse('A quoted text does not end in this command.');
  const [program] = words;
  if (typeof program !== 'string')
    return refuse('The program itself is a value; choose it from a fixed list first.');
  if (builtins.test(program) || program.includes('=')) {
    return refuse(`${program} is something that only a shell can do.`);
  }
  const why = words.some((one) => typeof one !== 'string') ? whyRunner(program) : undefined;
  if (why !== undefined) return refuse(why);
  return { ok: true, words };
}

function partOf({ expression }: Hole, file: ParsedFile): string {
  return `${snippet(file.code(expression))} is only a part of a word of the command.`;
}

/** The `x` of `shlex.quote(x)`: without a shell, the quotes would reach the program. */
function unquoted(hole: Hole): Hole {
  const call = pythonCall(bare(hole.expression));
  const [inner] = call?.args ?? [];
  return call && inner && /^((shlex|pipes)\.)?quote$/.test(call.callee.text)
    ? { ...hole, expression: inner, isText: true }
    : hole;
}
