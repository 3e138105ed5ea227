import { type CameraReading, gridOf, readingOf } from '../../contract/technician/window-tests.ts';
import type { TestDeps } from './device-tests.ts';
import type { HandAsk } from './hand.ts';
import { type Found, failed, gaveUp, passed, type TestResult, tooLate, warned } from './test-result.ts';

/** Limits of time, milliseconds. */
const gridMs = 90_000;
const cameraMs = 20_000;
const soundMs = 60_000;
const keysMs = 60_000;
/** The window ends by itself; the machine waits so much longer for what it found. */
const graceMs = 3_000;

/** The keys of the pad, as a keyboard sends them (renderer/citizen/use-keys.ts). */
export const padKeys = ['ArrowUp', 'ArrowDown', 'Enter', 'Escape', 'F1'] as const;

/** Every cell of the glass, touched by a person. */
export async function touchGrid({ clock, hand }: TestDeps, signal: AbortSignal): Promise<TestResult> {
  const answer = await hand.ask({ kind: 'grid' }, clock.monoMs() + gridMs + graceMs, signal);
  if (answer.by === 'time') return tooLate;
  return answer.by === 'window' ? ofGrid(answer.value) : gaveUp;
}

/** Pure: what a touched grid says of the panel. */
export function ofGrid(value: string): TestResult {
  const seen = gridOf(value);
  if (seen === null) return failed('E_DATA_BAD');
  const { columns, rows, grid } = seen;
  const bad = grid.flatMap((state, cell) => (state === '1' ? [] : [{ state, cell }]));
  const stuck = bad.filter(({ state }) => state === 's').length;
  const numbers = { touched: grid.length - bad.length, of: grid.length, stuck };
  if (bad.length === 0) return passed({ key: 'tech.found.grid', values: numbers });
  const places = new Set(bad.map(({ cell }) => placeOf(cell, columns, rows)));
  const list = { prefix: 'tech.place', names: [...places] };
  return failed('E_HARDWARE', {
    key: stuck > 0 ? 'tech.found.grid.stuck' : 'tech.found.grid.dead',
    values: numbers,
    list,
  });
}

/** Which ninth of the glass a cell lies in. */
function placeOf(cell: number, columns: number, rows: number): string {
  const third = (at: number, of: number) => Math.min(2, Math.floor((at * 3) / of));
  const down = ['top', 'middle', 'bottom'] as const;
  const across = ['Left', 'Centre', 'Right'] as const;
  return `${down[third(Math.floor(cell / columns), rows)]}${across[third(cell % columns, columns)]}`;
}

/** Test: the window takes a picture and measures it; the picture stays in the window. */
export async function cameraPicture(
  use: 'face' | 'document',
  { clock, hand }: TestDeps,
  signal: AbortSignal,
): Promise<TestResult> {
  const answer = await hand.ask({ kind: 'camera', use }, clock.monoMs() + cameraMs, signal);
  if (answer.by === 'time') return failed('E_IO_TIMEOUT');
  return answer.by === 'window' ? ofReading(answer.value) : gaveUp;
}

/** In range: the same limits as the hints of the citizen's page (renderer/camera/frame-quality.ts). */
const range = { darkMean: 55, brightMean: 205, burnt: 22, contrast: 16, focus: 45, blackMean: 12 } as const;

/** Pure: what one frame says of the camera. */
export function ofReading(value: string): TestResult {
  const reading = readingOf(value);
  if (reading === null) return failed('E_NO_DEVICE');
  const found = (key: string): Found => ({ key, values: { ...numbersOf(reading) } });
  const { mean, burnt, contrast, focus, width } = reading;
  if (width === 0 || mean < range.blackMean) return failed('E_HARDWARE', found('tech.found.camera.black'));
  if (mean < range.darkMean) return warned(found('tech.found.camera.dark'));
  if (mean > range.brightMean || burnt > range.burnt) return warned(found('tech.found.camera.bright'));
  if (contrast < range.contrast) return warned(found('tech.found.camera.flat'));
  if (focus < range.focus) return warned(found('tech.found.camera.blurred'));
  return passed(found('tech.found.camera'));
}

const numbersOf = ({ width, height, mean, burnt, contrast, focus }: CameraReading) => ({
  ...{ size: `${width} × ${height}`, mean, burnt, contrast },
  focus: (focus / 1_000).toFixed(3),
});

/** Phrase, left, right from the speaker; with a jack that tells a plug from none also the headset. A person says what was heard. */
export async function sound(deps: TestDeps, signal: AbortSignal): Promise<TestResult> {
  const { devices, clock } = deps;
  const board = devices.ioBoard;
  const hasJack = board !== null && (board.contact('headset') ?? 'unknown') !== 'unknown';
  const steps: readonly Extract<HandAsk, { kind: 'sound' | 'jack' }>[] = [
    ...(['phrase', 'left', 'right'] as const).map(
      (what) => ({ kind: 'sound', output: 'speaker', sound: what, told: untold }) as const,
    ),
    ...(hasJack
      ? ([
          { kind: 'jack', wants: 'plugged' },
          { kind: 'sound', output: 'headset', sound: 'phrase', told: untold },
          { kind: 'jack', wants: 'unplugged' },
        ] as const)
      : []),
  ];
  const unheard: string[] = [];
  for (const step of steps) {
    const endsMs = clock.monoMs() + soundMs;
    const heard =
      step.kind === 'sound' ? await isHeard(step, endsMs, deps, signal) : await jack(step, endsMs, deps, signal);
    if (heard === 'gaveUp') return gaveUp;
    if (heard === 'tooLate') return tooLate;
    if (!heard) unheard.push(step.kind === 'sound' ? `${step.output}.${step.sound}` : `jack.${step.wants}`);
  }
  if (unheard.length === 0) return passed({ key: hasJack ? 'tech.found.sound.jack' : 'tech.found.sound' });
  const list = { prefix: 'tech.sound', names: unheard };
  return failed('E_HARDWARE', { key: 'tech.found.sound.unheard', list }, 'partial');
}

const untold = { times: 0, isPlayed: false } as const;

type Heard = boolean | 'gaveUp' | 'tooLate';

/** The window says that it played; the person says whether it was heard. */
async function isHeard(
  ask: Extract<HandAsk, { kind: 'sound' }>,
  endsMs: number,
  { hand }: TestDeps,
  signal: AbortSignal,
): Promise<Heard> {
  let { told } = ask;
  for (;;) {
    const answer = await hand.ask({ ...ask, told }, endsMs, signal);
    if (answer.by === 'window') {
      told = { times: told.times + 1, isPlayed: answer.value === 'played' };
      continue;
    }
    if (answer.by === 'time') return 'tooLate';
    if (answer.by !== 'press' || answer.reply === 'giveUp') return 'gaveUp';
    // A sound that could not be played was not heard, whatever is said; what was played again counts.
    return answer.reply === 'yes' && (told.times === 0 || told.isPlayed);
  }
}

async function jack(
  ask: Extract<HandAsk, { kind: 'jack' }>,
  endsMs: number,
  { devices, hand }: TestDeps,
  signal: AbortSignal,
): Promise<Heard> {
  const board = devices.ioBoard;
  if (board === null) return false;
  const came = new AbortController();
  const look = () => {
    if (board.contact('headset') === ask.wants) came.abort();
  };
  const end = board.onContact(look);
  look();
  const answer = await hand.ask(ask, endsMs, AbortSignal.any([signal, came.signal]));
  end();
  if (signal.aborted) return 'gaveUp';
  if (answer.by === 'press') return answer.reply === 'giveUp' ? 'gaveUp' : false;
  return answer.by === 'time' ? false : board.contact('headset') === ask.wants;
}

/** Test: each key of the pad is pressed within the limit. */
export async function keys({ clock, hand }: TestDeps, signal: AbortSignal): Promise<TestResult> {
  const answer = await hand.ask({ kind: 'keys' }, clock.monoMs() + keysMs + graceMs, signal);
  if (answer.by === 'time') return tooLate;
  return answer.by === 'window' ? ofKeys(answer.value) : gaveUp;
}

/** Pure: which keys came. */
export function ofKeys(value: string): TestResult {
  const came = value.split(' ');
  const missing = padKeys.filter((key) => !came.includes(key));
  if (missing.length === 0) return passed({ key: 'tech.found.keys', values: { n: padKeys.length } });
  return failed('E_HARDWARE', { key: 'tech.found.keys.missing', list: { prefix: 'tech.key', names: missing } });
}
