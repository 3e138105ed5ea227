/** Readings of common characters and the words of this trade, ready to be searched. */
export interface PinyinTable {
  /** Characters of a syllable, most frequent first. */
  readonly characters: ReadonlyMap<string, string>;
  readonly words: readonly { readonly text: string; readonly spelling: string; readonly initials: string }[];
}

/** Reads the generated lines. Pure. */
export function readTable(characterLines: string, wordLines: string): PinyinTable {
  const characters = new Map<string, string>();
  for (const line of characterLines.split('\n')) {
    const [syllable = '', list = ''] = line.split(' ');
    characters.set(syllable, list);
  }
  const words = wordLines.split('\n').map((line) => {
    const [spelled = '', text = ''] = line.split(' ');
    const syllables = spelled.split("'");
    return { text, spelling: syllables.join(''), initials: syllables.map((syllable) => syllable[0] ?? '').join('') };
  });
  return { characters, words };
}

let loading: Promise<PinyinTable> | undefined;

/** The table, read once in the life of the window. A file of its own: the first page does not wait for it. */
export function loadTable(): Promise<PinyinTable> {
  loading ??= import('./pinyin-table.gen.ts').then((lines) => readTable(lines.characterLines, lines.wordLines));
  return loading;
}
