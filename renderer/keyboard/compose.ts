import type { Candidate } from './candidates.ts';

/** The half-typed field: what stands, the letters that wait for a character, and the leaf of candidates. */
export interface Composing {
  readonly text: string;
  readonly spelling: string;
  readonly leaf: number;
  /** Leaf of readings beside the nine keys. */
  readonly readingsLeaf: number;
}

export const nothingTyped: Composing = { text: '', spelling: '', leaf: 0, readingsLeaf: 0 };

/** What may stand in a field. */
export interface FieldLimits {
  readonly maxLength: number;
  readonly alphabet: string | undefined;
}

/** Longest spelling that waits: a line of an address, or the strokes of the most written character that has any name (龘, 48). */
const longestSpelling = 48;

/** Whether a character may stand in the field. */
export function allows({ alphabet }: Pick<FieldLimits, 'alphabet'>, character: string): boolean {
  return allowedBy(alphabet)(character);
}

/** The test of an alphabet, for many texts. A broken alphabet allows all: the terminal service checks again. */
export function allowedBy(alphabet: string | undefined): (text: string) => boolean {
  if (alphabet === undefined) return () => true;
  try {
    const all = new RegExp(`^[${alphabet}]+$`, 'u');
    return (text) => all.test(text);
  } catch {
    return () => true;
  }
}

/** The form of a letter that the field takes: as typed, else upper case, else none. */
export function fitting(limits: Pick<FieldLimits, 'alphabet'>, character: string): string | null {
  if (allows(limits, character)) return character;
  const upper = character.toUpperCase();
  return allows(limits, upper) ? upper : null;
}

/** Puts text behind the field; what does not fit is left out. */
export function append(state: Composing, added: string, limits: FieldLimits): Composing {
  let text = state.text;
  for (const character of added) {
    const fits = fitting(limits, character);
    if (fits !== null && [...text].length < limits.maxLength) text += fits;
  }
  return { ...state, text, leaf: 0, readingsLeaf: 0 };
}

/** A letter, a key with several letters, or a stroke: it waits for its character. */
export function spell(state: Composing, letter: string): Composing {
  if (state.spelling.length >= longestSpelling) return state;
  if (letter === "'" && (state.spelling === '' || state.spelling.endsWith("'"))) return state;
  return respelled(state, state.spelling + letter);
}

/** Takes a candidate: its letters are used up, the rest waits on. */
export function pick(state: Composing, candidate: Candidate, limits: FieldLimits): Composing {
  const grown = append(state, candidate.text, limits);
  return respelled(grown, state.spelling.slice(candidate.uses));
}

/** Takes back one letter, or one character where no letter waits. */
export function backspace(state: Composing): Composing {
  if (state.spelling !== '') return respelled(state, state.spelling.slice(0, -1));
  return { ...state, text: [...state.text].slice(0, -1).join('') };
}

/** Other letters wait; candidates and readings begin anew. */
export function respelled(state: Composing, spelling: string): Composing {
  return { ...state, spelling, leaf: 0, readingsLeaf: 0 };
}

/** Letters that found no character are taken as they are. */
export function takeLetters(state: Composing, limits: FieldLimits): Composing {
  return { ...append({ ...state, spelling: '' }, state.spelling.replaceAll("'", ''), limits) };
}
