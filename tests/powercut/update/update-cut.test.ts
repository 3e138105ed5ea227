import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReleaseId } from '../../../contract/release/release-id.ts';
import { linkedRelease, prepareStart, readBoot, slotOf } from '../../../updater/boot/boot-files.ts';
import { triesOfARelease } from '../../../updater/boot/boot-record.ts';
import { FileStore, unsureBytes } from '../../../updater/files/file-store.ts';
import { verifySlot } from '../../../updater/slot/verify-slot.ts';
import { installMachine } from '../../../updater/testing/test-release.ts';
import { type CutLife, type Cuts, cutEverywhere, tornOfACall } from './cut-everywhere.ts';
import type { UpdateBuild } from './update-builds.ts';
import { largeFile, releasesOfALife } from './updating-machine.ts';

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
  const { problems, states } = await cuts('product', tornOfACall, 5);
  expect(problems).toEqual([]);
  expect(states).toBeGreaterThan(tornOfACall > 4 ? 5_000 : 1_000);
});

test.each([
  ...(['recordNotSynced', 'recordInPlace', 'slotNotSynced', 'slotFolderNotSynced'] as const),
  ...(['downloadNotSynced', 'downloadWithoutAName'] as const),
])('an updater with a fault is found out: %s', { timeout: 120_000 }, async (build) => {
  expect((await cuts(build, 1, 1)).problems.length).toBeGreaterThan(0);
});

function cuts(build: UpdateBuild, torn: number, most: number): Promise<Cuts> {
  const first = firstRelease;
  if (first === undefined) throw new Error('no release');
  const life: CutLife<Promised> = {
    ...{ entry: join(import.meta.dirname, 'recorded-update.ts'), build, folder },
    install: (root) => installMachine(root, first),
    promised: { committed: first.id, wanted: null, trying: null, runs: 0, came: 0 },
    ...{ take, problemOf },
  };
  return cutEverywhere(life, torn, most);
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
function problemOf(at: string, promised: Promised): string | null {
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
