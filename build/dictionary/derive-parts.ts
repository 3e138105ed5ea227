/**
 * How a character is told to somebody who cannot see it: 赟 = 文武贝, 喆 = 两个吉, 瀞 = 三点水加静. From the parts of cjk-decomp; only where every part
 * has a name that people say. Pure.
 */

/** Radicals that are no word of their own, by the name that schools teach. */
const radicalNames: Readonly<Record<string, string>> = Object.fromEntries(
  `氵三点水,亻单人旁,艹草字头,扌提手旁,忄竖心旁,纟绞丝旁,糹绞丝旁,糸绞丝旁,钅金字旁,釒金字旁,讠言字旁,訁言字旁,犭反犬旁,辶走之,宀宝盖头,礻示字旁,衤衣字旁,饣食字旁,飠食字旁,⺮竹字头,
刂立刀旁,阝耳朵旁,灬四点底,冫两点水,彳双人旁,疒病字旁,攵反文旁,罒四字头,冖秃宝盖,彡三撇,夂折文,囗方框,廴建之旁,爫爪字头,⻊足字旁,虍虎字头,丬将字旁`
    .split(/,\s*/)
    .map((entry) => [entry.slice(0, 1), entry.slice(1)]),
);

interface Entry {
  readonly kind: string;
  readonly parts: readonly string[];
}

const repeats: Readonly<Record<string, string>> = { ra: '两个', rd: '两个', r3tr: '三个', r4sq: '四个' };
const sequences = new Set(['a', 'd', 'stl', 'st', 'sbl', 'd/t']);

/**
 * @param isPlain  whether people know the character without being told its parts
 * @returns the words, or null
 */
export function partsInWords(
  character: string,
  parts: ReadonlyMap<string, Entry>,
  isPlain: (part: string) => boolean,
): string | null {
  const entry = parts.get(character);
  if (entry === undefined) return null;
  const times = repeats[entry.kind];
  if (times !== undefined) {
    const [part = ''] = entry.parts;
    return isPlain(part) ? times + part : null;
  }
  if (!sequences.has(entry.kind)) return null;
  const named = entry.parts.flatMap((part) => nameOf(part, parts, isPlain) ?? ['?']);
  if (named.includes('?') || named.length > 4) return null;
  return named.every((name) => [...name].length === 1) ? named.join('') : named.join('加');
}

/** A part by its name; a rare one by its own parts (斌 = 文, 武). */
function nameOf(
  part: string,
  parts: ReadonlyMap<string, Entry>,
  isPlain: (part: string) => boolean,
): readonly string[] | null {
  const radical = radicalNames[part];
  if (radical !== undefined) return [radical];
  if (isPlain(part)) return [part];
  const entry = parts.get(part);
  if (entry === undefined || !sequences.has(entry.kind)) return null;
  const names = entry.parts.map((inner) => radicalNames[inner] ?? (isPlain(inner) ? inner : '?'));
  return names.includes('?') ? null : names;
}
