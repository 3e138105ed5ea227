import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  clipWords,
  isSpokenFile,
  languageOf,
  partsOf,
  type SpeechManifest,
  voices,
} from '../../../contract/speech/lexicon.ts';
import type { Language } from '../../../contract/text.ts';
import type { SpeechFacts } from '../facts.ts';

/**
 * Whether every recording that the active texts need is there, in each voice: named in the manifest beside the page, and a file that is not empty.
 * @param textsDir `kiosk-config/texts` as it is active
 * @param pageDir  folder of the built page, with `audio/<voice>/`
 */
export function lookAtSpeech(textsDir: string, pageDir: string): SpeechFacts {
  const active = activeTexts(textsDir);
  let wanted = 0;
  let there = 0;
  const silent: string[] = [];
  for (const voice of voices) {
    const dir = join(pageDir, 'audio', voice);
    const manifest = readManifest(join(dir, 'manifest.js'));
    if (manifest === null) silent.push(voice);
    const language = languageOf(voice);
    const words = wordsOf([...active.map((entry) => entry[language]), ...Object.values(manifest?.texts ?? {})]);
    const sizes = new Map<string, boolean>();
    const isThere = (file: string) => {
      const known = sizes.get(file) ?? (statSync(join(dir, file), { throwIfNoEntry: false })?.size ?? 0) > 0;
      sizes.set(file, known);
      return known;
    };
    wanted += words.size;
    for (const word of words) {
      const clip = manifest?.clips[word];
      if (clip !== undefined && isThere(clip[0])) there += 1;
    }
  }
  return { wanted, there, silent };
}

type Words = Readonly<Record<Language, string>>;

function activeTexts(dir: string): readonly Words[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.json') && isSpokenFile(name))
    .flatMap((name) => Object.values(JSON.parse(readFileSync(join(dir, name), 'utf8')) as Record<string, Words>));
}

function wordsOf(texts: readonly string[]): ReadonlySet<string> {
  const words = texts.flatMap(partsOf).map((part) => ('words' in part ? clipWords(part.words) : ''));
  return new Set(words.filter((word) => word !== ''));
}

/** Null = none, or none that can be read. It is a module of one literal, `export default {…};`. */
function readManifest(path: string): SpeechManifest | null {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return JSON.parse(text.replace(/^export default /, '').replace(/;$/, '')) as SpeechManifest;
  } catch {
    return null; // not there, or not whole: a voice that cannot speak
  }
}
