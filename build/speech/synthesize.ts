import { spawn } from 'node:child_process';
import type { Voice } from '../../contract/speech/lexicon.ts';
import { spokenForm } from './spoken-form.ts';

/** Voices of espeak-ng 1.51 (Debian 12). The program is a tool of the build; what it says is no part of it, and none of it is shipped. */
const espeakVoices: Readonly<Record<Voice, string>> = { cmn: 'cmn-latn-pinyin', yue: 'yue', en: 'en-gb' };

/** Words a minute. Slower than the default of 175: people listen to them once. */
const wordsPerMinute = 160;
/** Bit rate of a recording, kbit/s: speech of one voice. */
const kbitPerSecond = 24;

/** Changes when recordings have to be made anew though their words are the same. */
export const synthesisVersion = 1;

/** One recording as Ogg Opus, silence at its ends cut off. Throws when a program is missing or fails. */
export async function synthesize(voice: Voice, words: string): Promise<Buffer> {
  const input = spokenForm(voice, words);
  const wav = await run(
    'espeak-ng',
    ['-v', espeakVoices[voice], '-s', String(wordsPerMinute), '--stdin', '--stdout'],
    input,
  );
  const { samples, rate } = readWav(wav);
  const pcm = trimmed(samples, rate);
  if (pcm.length === 0) throw new Error(`nothing is said for ${JSON.stringify(words)} (${input})`);
  const raw = ['--raw', '--raw-bits', '16', '--raw-rate', String(rate), '--raw-chan', '1'];
  const quiet = ['--quiet', '--discard-comments', '--discard-pictures'];
  return await run(
    'opusenc',
    [...quiet, '--speech', '--bitrate', String(kbitPerSecond), '--serial', '1', ...raw, '-', '-'],
    Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength),
  );
}

/** Samples of a WAV of 16 bits, one channel. The length fields of a piped WAV say nothing; data goes on to the end. */
function readWav(wav: Buffer): { readonly samples: Int16Array; readonly rate: number } {
  if (wav.toString('latin1', 0, 4) !== 'RIFF') throw new Error('the synthesizer gave no WAV');
  const data = wav.indexOf('data', 12, 'latin1') + 8;
  const bytes = Uint8Array.from(wav.subarray(data, wav.length - ((wav.length - data) % 2)));
  return { samples: new Int16Array(bytes.buffer), rate: wav.readUInt32LE(24) };
}

/** Quieter than this is silence, of 32,768. */
const silence = 200;
/** So much silence stays at each end, so that joined recordings do not run into each other. Milliseconds. */
const keptMs = 40;

function trimmed(samples: Int16Array, rate: number): Int16Array {
  const first = samples.findIndex((sample) => Math.abs(sample) > silence);
  if (first < 0) return new Int16Array();
  const last = samples.findLastIndex((sample) => Math.abs(sample) > silence);
  const kept = Math.round((keptMs * rate) / 1000);
  return samples.slice(Math.max(0, first - kept), Math.min(samples.length, last + kept));
}

function run(program: string, args: readonly string[], input: string | Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk.toString()}`.slice(-500);
    });
    child.once('error', (cause) =>
      reject(new Error(`${program} cannot be run; npm run bootstrap installs it`, { cause })),
    );
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new Error(`${program} failed (${code}): ${complaint}`));
    });
    // A program that ends early is told by its exit code, not by the pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
