import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { standardCharacters } from '../dictionary/character-sets.ts';

type Readings = Readonly<Record<string, string>>;

/** What was found out by an earlier rendering; empty before the first one. */
export function knownCantoneseReadings(cacheDir: string): Readings {
  const file = fileIn(cacheDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Readings) : {};
}

/**
 * The 5,401 common characters of Big5 and those of GB 2312 (names of the city and candidates of the keyboard stand in simplified ones) by the first of those that espeak-ng says alike, so that about 1,500 recordings say them all. Asked of the synthesizer itself,
 * since it is what reads them: kept beside the recordings, no part of the sources.
 */
export function cantoneseReadings(cacheDir: string): Readings {
  const known = knownCantoneseReadings(cacheDir);
  if (Object.keys(known).length > 0) return known;
  const characters = [...new Set([...commonBig5(), ...standardCharacters()])];
  // A paragraph each: their sounds come line by line.
  const asked = spawnSync('espeak-ng', ['-v', 'yue', '-q', '-x', '--stdin'], {
    input: characters.join('\n\n'),
    encoding: 'utf8',
  });
  if (asked.status !== 0)
    throw new Error('espeak-ng cannot be run; npm run bootstrap installs it', { cause: asked.error });
  const sounds = asked.stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const readings = readingsOf(characters, sounds);
  mkdirSync(join(cacheDir, 'yue'), { recursive: true });
  writeFileSync(fileIn(cacheDir), JSON.stringify(readings));
  return readings;
}

/** The number changes with what is asked. */
const fileIn = (cacheDir: string): string => join(cacheDir, 'yue', 'readings-2.json');

/** Each character by the first with the same sound. Throws where a sound is missing: every later one would stand with a wrong character. */
export function readingsOf(characters: readonly string[], sounds: readonly string[]): Readings {
  if (characters.length !== sounds.length) throw new Error(`${characters.length} characters, ${sounds.length} sounds`);
  const bySound = new Map<string, string>();
  return Object.fromEntries(
    characters.map((character, i) => {
      const sound = sounds[i] ?? '';
      const first = bySound.get(sound) ?? character;
      bySound.set(sound, first);
      return [character, first];
    }),
  );
}

/** Level 1 of Big5: lead bytes A4 to C6, the last row to its middle. */
function commonBig5(): readonly string[] {
  const decoder = new TextDecoder('big5');
  const characters: string[] = [];
  for (let lead = 0xa4; lead <= 0xc6; lead += 1) {
    for (let trail = 0x40; trail <= (lead === 0xc6 ? 0x7e : 0xfe); trail += 1) {
      if (trail > 0x7e && trail < 0xa1) continue;
      characters.push(decoder.decode(Uint8Array.of(lead, trail)));
    }
  }
  return characters;
}
