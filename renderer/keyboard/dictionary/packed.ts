/**
 * The word list as it is shipped: a trie over syllables, nodes in breadth-first order, every column a string whose characters are small numbers. A string of
 * a script is the only form in which the page may load data (its content policy fetches nothing), and it needs no parsing: one pass adds the columns up.
 */
export interface PackedDictionary {
  /** Every syllable that occurs, sorted, with a space between. Its place is its number. */
  readonly syllables: string;
  /** Per node: number of its syllable. Node 0 is the root. */
  readonly labels: string;
  /** Per node: how many children. */
  readonly children: string;
  /** Per node: how many words end here. */
  readonly words: string;
  /** Per word: its weight, see `weightSteps`. */
  readonly weights: string;
  /** Characters of all words, node by node, the weightiest word of a node first. A word has as many characters as its node is deep. */
  readonly text: string;
  /** Every syllable with its tone as a digit (yun2; 5 = none), with a space between. The first, `-`, stands for a sound that is not known. */
  readonly toned: string;
  /** Per character of `text`: the number of its sound in `toned`. */
  readonly sounds: string;
  /** Characters outside the basic plane; in `text` the n-th stands as the n-th private one (U+E000 …), so that every character is one unit. */
  readonly beyond: string;
}

/** A word with its toneless syllables (`v` for ü) and how often it is written. */
export interface Word {
  readonly text: string;
  readonly syllables: readonly string[];
  /** The same with tones, to be heard: yun2. */
  readonly sounds?: readonly string[];
  /** Share of all words, 0 … 1. */
  readonly weight: number;
}

/** The list, ready to be walked. All but strings are plain arrays of numbers: nothing to collect, nothing per word. */
export interface Dictionary {
  readonly syllables: readonly string[];
  readonly labels: Uint16Array;
  /** First child of each node; the next entry ends the list. */
  readonly childStart: Uint32Array;
  readonly wordStart: Uint32Array;
  readonly textStart: Uint32Array;
  readonly weights: string;
  readonly text: string;
  readonly toned: readonly string[];
  readonly sounds: string;
  readonly beyond: readonly string[];
}

/** Numbers begin behind the backslash, so that few of them need escaping in a script. */
const zero = 0x5d;
const privateUse = 0xe000;
/** Never a character (Unicode, noncharacters). */
const noCharacter = '\uffff';

/** Weights are kept as logarithms: a step is about 15 % more, 0 is never seen, 200 is one word of all. */
export const weightSteps = 200;
const stepsPerDecade = 16;

/** A weight as a step. */
export function stepOf(weight: number): number {
  if (weight <= 0) return 0;
  return Math.max(0, Math.min(weightSteps, Math.round(weightSteps + Math.log10(weight) * stepsPerDecade)));
}

interface Node {
  readonly children: Map<string, Node>;
  readonly words: Word[];
}

const emptyNode = (): Node => ({ children: new Map(), words: [] });

/**
 * Packs words. Pure; the order of the input does not matter. A word counts once for each spelling, with its largest weight.
 * @throws if a word has not as many characters as syllables
 */
export function packDictionary(words: readonly Word[]): PackedDictionary {
  const syllables = [...new Set(words.flatMap((word) => word.syllables))].toSorted(byCode);
  const numbers = new Map(syllables.map((syllable, at) => [syllable, at]));
  const toned = ['-', ...[...new Set(words.flatMap((word) => word.sounds ?? []))].toSorted(byCode)];
  const tones = new Map(toned.map((sound, at) => [sound, at]));
  const beyond = [...new Set(words.flatMap((word) => [...word.text].filter((one) => one.length > 1)))].toSorted(byCode);
  const root = emptyNode();
  for (const word of words) {
    if ([...word.text].length !== word.syllables.length) throw new Error(`${word.text}: ${word.syllables.join(' ')}`);
    let node = root;
    for (const syllable of word.syllables) {
      const next = node.children.get(syllable) ?? emptyNode();
      node.children.set(syllable, next);
      node = next;
    }
    node.words.push(word);
  }
  const columns = { labels: '', children: '', words: '', weights: '', text: '', sounds: '' };
  const queue: { readonly label: number; readonly node: Node }[] = [{ label: 0, node: root }];
  for (const { label, node } of queue) {
    const ended = distinct(node.words);
    columns.labels += numeral(label);
    columns.children += numeral(node.children.size);
    columns.words += numeral(ended.length);
    for (const word of ended) {
      columns.weights += numeral(stepOf(word.weight));
      for (const [place, one] of [...word.text].entries()) {
        columns.text += one.length > 1 ? privateOf(beyond.indexOf(one)) : one;
        columns.sounds += numeral(tones.get(word.sounds?.[place] ?? '-') ?? 0);
      }
    }
    const sorted = [...node.children].toSorted(([a], [b]) => byCode(a, b));
    for (const [syllable, child] of sorted) queue.push({ label: numbers.get(syllable) ?? 0, node: child });
  }
  return { ...columns, syllables: syllables.join(' '), toned: toned.join(' '), beyond: beyond.join('') };
}

/** Reads the packed list. A few milliseconds: columns are added up, words stay in their string. */
export function unpackDictionary(packed: PackedDictionary): Dictionary {
  const count = packed.labels.length;
  const labels = new Uint16Array(count);
  const childStart = new Uint32Array(count + 1);
  const wordStart = new Uint32Array(count + 1);
  const textStart = new Uint32Array(count + 1);
  const depths = new Uint8Array(count);
  let nextChild = 1;
  for (let node = 0; node < count; node += 1) {
    labels[node] = packed.labels.charCodeAt(node) - zero;
    childStart[node] = nextChild;
    const after = nextChild + packed.children.charCodeAt(node) - zero;
    const depth = (depths[node] ?? 0) + 1;
    for (; nextChild < after; nextChild += 1) depths[nextChild] = depth;
    const words = packed.words.charCodeAt(node) - zero;
    wordStart[node + 1] = (wordStart[node] ?? 0) + words;
    textStart[node + 1] = (textStart[node] ?? 0) + words * (depths[node] ?? 0);
  }
  childStart[count] = nextChild;
  return {
    syllables: packed.syllables === '' ? [] : packed.syllables.split(' '),
    ...{ labels, childStart, wordStart, textStart, weights: packed.weights, text: packed.text },
    toned: packed.toned.split(' '),
    sounds: packed.sounds,
    beyond: [...packed.beyond],
  };
}

/** The words that end at a node of a depth, weightiest first. */
export function wordsAt(dictionary: Dictionary, node: number, depth: number): readonly string[] {
  const from = dictionary.textStart[node] ?? 0;
  const to = dictionary.textStart[node + 1] ?? 0;
  const words: string[] = [];
  for (let at = from; at < to; at += depth) words.push(publicText(dictionary, dictionary.text.slice(at, at + depth)));
  return words;
}

/** The step of the n-th word of a node. */
export function stepAt(dictionary: Dictionary, node: number, n: number): number {
  return dictionary.weights.charCodeAt((dictionary.wordStart[node] ?? 0) + n) - zero;
}

/** How the character at a place of the text sounds; null where that is not known. */
export function soundAt(dictionary: Dictionary, at: number): string | null {
  const number = dictionary.sounds.charCodeAt(at) - zero;
  return number > 0 ? (dictionary.toned[number] ?? null) : null;
}

/** Text as it stands in the list; the inverse of `publicText`. A character outside the basic plane that no word has becomes one that is found nowhere. */
export function listedText(dictionary: Dictionary, text: string): string {
  const listed = (one: string) => {
    const place = dictionary.beyond.indexOf(one);
    return place < 0 ? noCharacter : privateOf(place);
  };
  return [...text].map((one) => (one.length > 1 ? listed(one) : one)).join('');
}

/** Text with the characters that stand for those outside the basic plane put back. */
export function publicText(dictionary: Dictionary, text: string): string {
  // Few words have such a character; looking for one costs more than this.
  if (!/[\ue000-\uf8ff]/.test(text)) return text;
  return text.replaceAll(/[\ue000-\uf8ff]/g, (one) => dictionary.beyond[one.charCodeAt(0) - privateUse] ?? one);
}

/** Every word of the list with its spelling, in the order of the nodes. For tests and tools. */
export function* everyWord(
  dictionary: Dictionary,
): Generator<{ readonly text: string; readonly syllables: readonly string[] }> {
  const paths: string[][] = [[]];
  for (let node = 0; node < dictionary.labels.length; node += 1) {
    const path = paths[node] ?? [];
    for (let child = dictionary.childStart[node] ?? 0; child < (dictionary.childStart[node + 1] ?? 0); child += 1) {
      paths[child] = [...path, dictionary.syllables[dictionary.labels[child] ?? 0] ?? ''];
    }
    for (const text of wordsAt(dictionary, node, path.length)) yield { text, syllables: path };
  }
}

const numeral = (value: number): string => String.fromCharCode(zero + value);
const privateOf = (place: number): string => String.fromCharCode(privateUse + place);
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Each text once, weightiest first, equal ones by code point. */
function distinct(words: readonly Word[]): readonly Word[] {
  const best = new Map<string, Word>();
  for (const word of words) {
    const other = best.get(word.text);
    if (other === undefined || other.weight < word.weight) best.set(word.text, word);
  }
  return [...best.values()].toSorted((a, b) => b.weight - a.weight || byCode(a.text, b.text));
}
