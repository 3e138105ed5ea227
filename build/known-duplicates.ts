/** Two places of the tree with the same code. */
export interface Clone {
  readonly files: readonly [string, string];
  /** First line of each place. */
  readonly at: readonly [number, number];
  readonly lines: number;
}

/** A pair of files that may share code, and why that is better than one place for it. */
export interface KnownClone {
  readonly files: readonly [string, string];
  readonly reason: string;
}

/** Shorter than this, a reason says nothing; characters. */
const leastReason = 30;

/** @throws when the text is no list of pairs with a reason each */
export function knownClones(text: string): readonly KnownClone[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error('known-duplicates.json holds no list');
  return list.map((one: Partial<KnownClone>) => {
    const { files, reason } = one;
    if (files?.length !== 2 || reason === undefined || reason.length < leastReason) {
      throw new Error(`known-duplicates.json: ${JSON.stringify(one)} needs two files and a reason`);
    }
    return { files, reason };
  });
}

/** What is wrong, one line each: a pair that nobody has given a reason for, and a reason whose pair is gone. */
export function judgeClones(found: readonly Clone[], known: readonly KnownClone[]): readonly string[] {
  const key = ({ files }: Pick<Clone, 'files'>) => [...files].sort().join(' ');
  const reasons = new Set(known.map(key));
  const pairs = new Set(found.map(key));
  return [
    ...found
      .filter((clone) => !reasons.has(key(clone)))
      .map(
        ({ files, at, lines }) =>
          `${lines} lines of ${files[0]}:${at[0]} stand again in ${files[1]}:${at[1]}; make them one, or say in known-duplicates.json why not`,
      ),
    ...known
      .filter((pair) => !pairs.has(key(pair)))
      .map(({ files }) => `${files.join(' and ')} share nothing any more: take the pair out of known-duplicates.json`),
  ];
}
