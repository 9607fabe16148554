/** Letters that most fonts draw exactly like an ASCII letter: each pair is the letter and the ASCII one. */
const same = [
  'аa еe оo рp сc уy хx іi јj ѕs һh ԁd ԛq ԝw ӏl ҽe АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ІI ЈJ ЅS ҮY ԌG ԚQ ԜW ӀI',
  'οo ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϳj ϲc ϹC',
  'օo հh ցg զq սu ոn յj ՕO ՏS ıi ȷj ɑa ɡg ɩi ǀl ƽs ƄB',
  'ᴀA ʙB ᴄc ᴅD ᴇE ɢG ʜH ɪI ᴊJ ᴋK ʟL ᴍM ɴN ᴏo ᴘP ʀR ꜱs ᴛT ᴜu ᴠv ᴡw ʏY ᴢz',
  'ᎪA ᏴB ᏟC ᎠD ᎬE ᎻH ᎫJ ᏦK ᏞL ᎷM ᏢP ᏚS ᎢT ᏙV ᎳW ᏃZ',
];
/** Letters that are alike at a glance, and in use as themselves: in formulas, for one. */
const similar = [
  'кk мm тt пn гr ьb вB ԍg ԏt үy ґr',
  'αa βB γy ηn ιi κk νv ρp σo τt υu χx ωw',
  'ꞌl ꓲI ꓳO',
];

function tableOf(pairs: readonly string[]): ReadonlyMap<string, string> {
  const all = pairs.flatMap((line) => line.split(' '));
  return new Map(all.map((pair) => [pair.slice(0, -1), pair.slice(-1)]));
}

const exact = tableOf(same);
const alike = tableOf(similar);

/** What a word with letters beyond ASCII can be read as. */
export interface Reading {
  readonly ascii: string;
  /** Nobody can see that it is another word: each letter is drawn like the ASCII one. */
  readonly isExact: boolean;
}

/** The ASCII word that a word looks like; undefined when some letter of it looks like none. */
export function readingOf(word: string): Reading | undefined {
  let ascii = '';
  let isExact = true;
  for (const letter of word) {
    const found = exact.get(letter) ?? asciiOf(letter) ?? alike.get(letter);
    if (found === undefined) return undefined;
    if (alike.has(letter)) isExact = false;
    ascii += found;
  }
  return { ascii, isExact };
}

/** Wide, bold, slanted and circled forms are letters of their own, too. */
function asciiOf(letter: string): string | undefined {
  const plain = letter.normalize('NFKC');
  if (/^\p{ASCII}+$/u.test(plain)) return plain;
  return exact.get(plain);
}
