import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';

/**
 * Noto Sans SC (SIL Open Font License) as it comes with the program: about a hundred files, each with some of the characters. A file is registered when
 * the first of its characters is needed; the hub may run where no Chinese font is installed.
 */
const packageFolder = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc/package.json'));

interface Subset {
  readonly file: string;
  readonly family: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

let known: readonly Subset[] | null = null;
const registered = new Set<string>();
const families = new Map<string, string>();

/** Family for one character; where the font lacks it, whatever the system has. */
export function familyFor(character: string): string {
  const before = families.get(character);
  if (before !== undefined) return before;
  const family = findFamily(character.codePointAt(0) ?? 0x20);
  // Characters, not names: who they were written for cannot be told from them.
  families.set(character, family);
  return family;
}

function findFamily(code: number): string {
  known ??= readSubsets();
  const subset = known.find(({ ranges }) => ranges.some(([from, to]) => code >= from && code <= to));
  if (subset === undefined) return 'sans-serif';
  if (!registered.has(subset.family)) {
    GlobalFonts.registerFromPath(subset.file, subset.family);
    registered.add(subset.family);
  }
  return `"${subset.family}", sans-serif`;
}

/** `unicode.json`: `"[4]": "U+1f1e9-1f1f5,U+1f1f7"` for the numbered files, `"latin"` and so on for the others. Latin first: its digits are narrower. */
function readSubsets(): readonly Subset[] {
  const table = JSON.parse(readFileSync(join(packageFolder, 'unicode.json'), 'utf8')) as Record<string, string>;
  const subsets = Object.entries(table).map(([name, ranges]): Subset => {
    const id = name.replaceAll(/[[\]]/g, '');
    return {
      file: join(packageFolder, 'files', `noto-sans-sc-${id}-wght-normal.woff2`),
      family: `yitiji document ${id}`,
      ranges: ranges.split(',').map((range) => {
        const [from = '0', to = from] = range.trim().replace(/^U\+/i, '').split('-');
        return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
      }),
    };
  });
  const isLatin = ({ family }: Subset) => family.endsWith(' latin');
  return [...subsets.filter(isLatin), ...subsets.filter((subset) => !isLatin(subset))].filter(({ file }) =>
    existsSync(file),
  );
}
