import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cantoneseReadings } from '../../build/speech/cantonese-readings.ts';
import { missingWords, placeRecordings, renderWords } from '../../build/speech/recordings.ts';
import { speechTexts } from '../../build/speech/speech-texts.ts';
import type { SpeechManifest } from '../../contract/speech/lexicon.ts';
import type { Language } from '../../contract/text.ts';
import { root } from './hub-rig.ts';

/** Syllables that candidates of the Chinese keyboard are joined from; only `npm run speech` renders them. */
const isSyllable = (words: string): boolean => /^[a-z]{1,6}[1-5]$/.test(words);

/**
 * Puts the recordings of a language beside the built page, rendering what was never rendered (minutes, once). Where they stand already nothing is touched: another
 * test may be listening.
 */
export async function recordingsOf(language: Language): Promise<void> {
  const places = { cacheDir: join(root, '.cache/speech'), studioDir: null };
  const cantonese = language === 'zh-HK' ? cantoneseReadings(places.cacheDir) : {};
  const texts = speechTexts(join(root, 'kiosk-config'), language, cantonese);
  const wanted = [...texts.words.keys()].filter((words) => !isSyllable(words));
  const dir = join(root, 'dist/renderer/audio');
  const manifest = join(dir, texts.voice, 'manifest.js');
  if (existsSync(manifest)) {
    const { default: placed } = (await import(pathToFileURL(manifest).href)) as { readonly default: SpeechManifest };
    if (wanted.every((words) => placed.clips[words] !== undefined)) return;
  }
  const needed = new Set(wanted);
  const open = missingWords(places, texts).filter((words) => needed.has(words));
  await renderWords(places, texts.voice, open, 2);
  placeRecordings(places, texts, dir);
}
