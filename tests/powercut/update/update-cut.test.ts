import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReleaseId } from '../../../contract/release/release-id.ts';
import { createRandom } from '../../../hub/city/random.ts';
import { linkedRelease, prepareStart, readBoot, slotOf } from '../../../updater/boot/boot-files.ts';
import { triesOfARelease } from '../../../updater/boot/boot-record.ts';
import { FileStore, unsureBytes } from '../../../updater/files/file-store.ts';
import { verifySlot } from '../../../updater/slot/verify-slot.ts';
import { installMachine } from '../../../updater/testing/test-release.ts';
import { type CrashState, keptState, lostState, tornState } from '../model/crash-states.ts';
import { NotModelled } from '../model/file-system.ts';
import { ReplayedCalls } from '../model/replay-calls.ts';
import { parseStrace } from '../trace/parse-strace.ts';
import { linesOf, treeOf } from '../trace/record.ts';
import type { UpdateBuild } from './update-builds.ts';
import { largeFile, releasesOfALife } from './updating-machine.ts';

/** Long form: `YITIJI_UPDATE_CUTS=long`, over 5,000 states. */
const tornOfACall = process.env.YITIJI_UPDATE_CUTS === 'long' ? 28 : 4;
const releases = new Map(releasesOfALife.map((release) => [release.id, release]));
const [firstRelease] = releasesOfALife;
const largeHash = createHash('sha256').update(largeFile).digest('hex');
let folder: string;
beforeAll(() => {
  // In memory: each state is written and synced anew, and no disk is measured here.
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'yitiji-update-cut-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What was said before a cut: what may run after it. */
interface Promised {
  committed: ReleaseId;
  /** Asked for, and perhaps on disk. */
  wanted: ReleaseId | null;
  /** Its start is announced on disk. */
  trying: ReleaseId | null;
  runs: number;
  /** Bytes of the large file that were written. */
  came: number;
}

test('whatever moment of an update the power goes: the next start finds one whole release, the old or the new, and never another than was committed or asked for', {
  timeout: 240_000,
}, async () => {
  const { problems, states } = await cutEverywhere('product', tornOfACall, 5);
  expect(problems).toEqual([]);
  expect(states).toBeGreaterThan(tornOfACall > 4 ? 5_000 : 1_000);
});

test.each([
  ...(['recordNotSynced', 'recordInPlace', 'slotNotSynced', 'slotFolderNotSynced'] as const),
  ...(['downloadNotSynced', 'downloadWithoutAName'] as const),
])('an updater with a fault is found out: %s', { timeout: 120_000 }, async (build) => {
  expect((await cutEverywhere(build, 1, 1)).problems.length).toBeGreaterThan(0);
});

interface Cuts {
  /** The first few. */
  readonly problems: readonly string[];
  readonly states: number;
}

/**
 * Records one life of an updating machine and starts it on every state in which a cut could have left its disk.
 * @param torn states of a call in which parts are lost
 * @param most problems after which it ends
 */
async function cutEverywhere(build: UpdateBuild, torn: number, most: number): Promise<Cuts> {
  const root = join(folder, build);
  if (firstRelease === undefined) throw new Error('no release');
  installMachine(root, firstRelease);
  const replay = new ReplayedCalls(root, treeOf(root));
  const lines = await linesOf(join(folder, `${build}.trace`), [
    join(import.meta.dirname, 'recorded-update.ts'),
    root,
    build,
  ]);
  const promised: Promised = { committed: firstRelease.id, wanted: null, trying: null, runs: 0, came: 0 };
  const seen = new Set<string>();
  const problems: string[] = [];
  let states = 0;
  let calls = 0;
  for (const call of parseStrace(lines)) {
    if (problems.length >= most) break;
    calls += 1;
    let replayed: ReturnType<ReplayedCalls['apply']>;
    try {
      replayed = replay.apply(call);
    } catch (cause) {
      if (!(cause instanceof NotModelled)) throw cause;
      return { problems: [cause.message], states };
    }
    if (replayed.kind === 'nothing') continue;
    if (replayed.kind === 'said') for (const line of replayed.lines) take(promised, line);
    const { files } = replay;
    const said = JSON.stringify(promised);
    const once = (key: string, state: () => CrashState | null) => {
      if (seen.has(key)) return;
      seen.add(key);
      const found = state();
      if (found === null) return;
      states += 1;
      const problem = problemOf(found, root, promised);
      if (problem !== null) problems.push(`${found.kind} after call ${calls} (${call.name}), said ${said}: ${problem}`);
    };
    once(`kept ${files.liveVersion} ${said}`, () => keptState(files));
    once(`lost ${files.durableVersion} ${said}`, () => lostState(files));
    for (let n = 0; n < torn; n += 1) {
      const random = createRandom(calls * 31 + n).next;
      once(`torn ${files.durableVersion} ${files.liveVersion} ${n}`, () => tornState(files, random));
    }
  }
  return { problems, states };
}

function take(promised: Promised, line: string): void {
  const [word, release = ''] = line.split(' ');
  if (word === 'CAME') promised.came = Number(release);
  if (word === 'WANTED') promised.wanted = release;
  if (word === 'TRYING') Object.assign(promised, { trying: release, runs: 0 });
  if (word === 'RUN' && release === promised.trying) promised.runs += 1;
  if (word === 'COMMITTED') Object.assign(promised, { committed: release, wanted: null, trying: null });
}

/** Null = all is well. */
function problemOf(state: CrashState, root: string, promised: Promised): string | null {
  const at = join(folder, 'state');
  rmSync(at, { recursive: true, force: true });
  mkdirSync(at);
  for (const [path, content] of state.tree) {
    const to = join(at, relative(root, path));
    if (Buffer.isBuffer(content)) writeFileSync(to, content, { mode: modeOf(path) });
    else if (content === 'folder') mkdirSync(to, { recursive: true });
    else symlinkSync(content.target, to);
  }
  const spoilt = downloadProblem(at, promised);
  if (spoilt !== null) return spoilt;
  const before = readBoot(at);
  if (!before.ok) return `boot.json is ${before.error.code}`;
  const { candidate, triesLeft, phase } = before.value;
  if (phase === 'trying' && candidate === promised.trying && triesLeft > triesOfARelease - promised.runs) {
    return `${promised.runs} starts, and still ${triesLeft} left`;
  }
  const ready = prepareStart(at, () => '2026-11-28T12:00:00.000Z');
  if (!ready.ok) return `does not start: ${ready.error.code}`;
  const running = ready.value;
  if (linkedRelease(at) !== running) return `starts ${running} and points at ${linkedRelease(at)}`;
  const release = releases.get(running);
  if (release === undefined) return `starts ${running}, which nobody made`;
  const fault = verifySlot(slotOf(at, running), release.manifest);
  if (fault !== null) return `starts ${running}, and its slot has ${fault.code} ${fault.path}`;
  const isKnown = [promised.committed, promised.wanted].includes(running);
  return isKnown ? null : `starts ${running}, and ${promised.committed} was committed`;
}

/** What came of the large file is there but for its end, and none of what is trusted is garbage. */
function downloadProblem(at: string, { came, committed }: Promised): string | null {
  const store = new FileStore(join(at, 'cas'));
  if (committed !== firstRelease?.id) return null;
  const whole = store.has(largeHash);
  const trusted = whole ? largeFile.byteLength : store.trustedSize(largeHash);
  if (came - trusted > 2 * unsureBytes) return `${came} bytes of a file came, and ${trusted} are left`;
  if (whole || trusted === 0) return null;
  const bytes = readFileSync(store.partialPathOf(largeHash)).subarray(0, trusted);
  return bytes.equals(largeFile.subarray(0, trusted)) ? null : `garbage within the first ${trusted} bytes of a file`;
}

/** The model keeps no modes. */
const modeOf = (path: string): number => (path.includes('/bin/') ? 0o755 : 0o644);
