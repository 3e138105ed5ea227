import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clip, SpeechManifest, Voice } from '../../contract/speech/lexicon.ts';
import { oggOpusMs } from './ogg-length.ts';
import type { SpeechTexts } from './speech-texts.ts';
import { synthesisVersion, synthesize } from './synthesize.ts';

/** Where recordings come from and where they are kept. */
export interface RecordingPlaces {
  /** Rendered recordings by the hash of their words: git-ignored, never thrown away by a build. */
  readonly cacheDir: string;
  /** Studio recordings, `<voice>/<key>.opus`; they go before rendered ones. Null: none. */
  readonly studioDir: string | null;
}

const fileName = (voice: Voice, words: string): string =>
  `${createHash('sha256').update(`${synthesisVersion}\n${voice}\n${words}`).digest('hex').slice(0, 24)}.opus`;

/** Recording of these words: from the studio, else rendered before; null where there is none yet. */
function recordingOf(
  { cacheDir, studioDir }: RecordingPlaces,
  voice: Voice,
  words: string,
  key: string | null,
): string | null {
  const studio = studioDir === null || key === null ? null : join(studioDir, voice, `${key}.opus`);
  if (studio !== null && existsSync(studio)) return studio;
  const rendered = join(cacheDir, voice, fileName(voice, words));
  return existsSync(rendered) ? rendered : null;
}

/** Words that have no recording yet. */
export const missingWords = (places: RecordingPlaces, { voice, words }: SpeechTexts): readonly string[] =>
  [...words].filter(([text, key]) => recordingOf(places, voice, text, key) === null).map(([text]) => text);

/** Renders so many at a time; a file stands under its name only when it is whole. */
export async function renderWords(
  { cacheDir }: RecordingPlaces,
  voice: Voice,
  words: readonly string[],
  atATime: number,
  onDone: () => void = () => undefined,
): Promise<void> {
  mkdirSync(join(cacheDir, voice), { recursive: true });
  const rest = [...words];
  const work = async () => {
    for (let text = rest.pop(); text !== undefined; text = rest.pop()) {
      const file = join(cacheDir, voice, fileName(voice, text));
      // Two may render at once; the last whole file stands.
      const part = `${file}.${process.pid}.part`;
      writeFileSync(part, await synthesize(voice, text));
      renameSync(part, file);
      onDone();
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
}

/** Puts every recording that there is below `dir` (`audio/`), with the manifest of the voice. Returns the words that have none. */
export function placeRecordings(places: RecordingPlaces, texts: SpeechTexts, dir: string): readonly string[] {
  const { voice } = texts;
  // Beside the old one, which may be spoken from until this one is whole.
  const to = join(dir, `${voice}.${process.pid}.new`);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const clips: Record<string, Clip> = {};
  const missing: string[] = [];
  for (const [words, key] of texts.words) {
    const from = recordingOf(places, voice, words, key);
    if (from === null) {
      missing.push(words);
      continue;
    }
    const file = fileName(voice, words);
    link(from, join(to, file));
    clips[words] = [file, oggOpusMs(readFileSync(from))];
  }
  // A voice that cannot say that something is hidden does not speak: without a manifest the machine knows that it has none.
  const speaks = !missing.some((words) => texts.words.get(words)?.startsWith('speech.') === true);
  const manifest: SpeechManifest = { voice, texts: texts.texts, clips, readings: texts.readings };
  if (speaks) writeFileSync(join(to, 'manifest.js'), `export default ${JSON.stringify(manifest)};\n`);
  rmSync(join(dir, voice), { recursive: true, force: true });
  renameSync(to, join(dir, voice));
  return missing;
}

/** A second name where the file system can, else a copy. */
function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
