import type { Candidate } from './candidates.ts';

/** The half-typed field: what stands, the letters that wait for a character, and the leaf of candidates. */
export interface Composing {
  readonly text: string;
  readonly spelling: string;
  readonly leaf: number;
}

/** What may stand in a field. */
export interface FieldLimits {
  readonly maxLength: number;
  readonly alphabet: string | undefined;
}

/** Longest spelling that waits: four syllables of a word, and then some. */
const longestSpelling = 24;

/** Whether a character may stand in the field. A broken alphabet allows all: the terminal service checks again. */
export function allows({ alphabet }: Pick<FieldLimits, 'alphabet'>, character: string): boolean {
  if (alphabet === undefined) return true;
  try {
    return new RegExp(`^[${alphabet}]+$`, 'u').test(character);
  } catch {
    return true;
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
  return { ...state, text, leaf: 0 };
}

/** A letter of the pinyin keyboard: it waits for its character. */
export function spell(state: Composing, letter: string): Composing {
  if (state.spelling.length >= longestSpelling) return state;
  if (letter === "'" && (state.spelling === '' || state.spelling.endsWith("'"))) return state;
  return { ...state, spelling: state.spelling + letter, leaf: 0 };
}

/** Takes a candidate: its letters are used up, the rest waits on. */
export function pick(state: Composing, candidate: Candidate, limits: FieldLimits): Composing {
  const grown = append(state, candidate.text, limits);
  return { ...grown, spelling: state.spelling.slice(candidate.uses), leaf: 0 };
}

/** Takes back one letter, or one character where no letter waits. */
export function backspace(state: Composing): Composing {
  if (state.spelling !== '') return { ...state, spelling: state.spelling.slice(0, -1), leaf: 0 };
  return { ...state, text: [...state.text].slice(0, -1).join('') };
}

/** Letters that found no character are taken as they are. */
export function takeLetters(state: Composing, limits: FieldLimits): Composing {
  return { ...append({ ...state, spelling: '' }, state.spelling.replaceAll("'", ''), limits) };
}
