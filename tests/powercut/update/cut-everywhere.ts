import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createRandom } from '../../../hub/city/random.ts';
import { type CrashState, keptState, lostState, tornState } from '../model/crash-states.ts';
import { NotModelled } from '../model/file-system.ts';
import { ReplayedCalls } from '../model/replay-calls.ts';
import { parseStrace } from '../trace/parse-strace.ts';
import { linesOf, treeOf } from '../trace/record.ts';

/** States of a call in which parts are lost. Long form: `YITIJI_UPDATE_CUTS=long`, over 5,000 states. */
export const tornOfACall = process.env.YITIJI_UPDATE_CUTS === 'long' ? 28 : 4;

/** One life of a machine: how it is recorded, and what must hold wherever it is cut. */
export interface CutLife<Promised> {
  /** Entry of the process that is recorded, with ROOT and BUILD after it. */
  readonly entry: string;
  readonly build: string;
  /** Ours; the states are built in it. */
  readonly folder: string;
  /** Makes what stands on the disk before. */
  install(root: string): void;
  /** What was said up to now; changed by `take`, and written into each problem. */
  readonly promised: Promised;
  take(promised: Promised, line: string): void;
  /** @param at folder with one state in it. Null = all is well. */
  problemOf(at: string, promised: Promised): Promise<string | null> | string | null;
}

export interface Cuts {
  /** The first few. */
  readonly problems: readonly string[];
  readonly states: number;
}

/**
 * Records one life and looks at every state in which a cut could have left its disk.
 * @param torn states of a call in which parts are lost
 * @param most problems after which it ends
 */
export async function cutEverywhere<Promised>(life: CutLife<Promised>, torn: number, most: number): Promise<Cuts> {
  const { folder, build, promised } = life;
  const root = join(folder, build);
  life.install(root);
  const replay = new ReplayedCalls(root, treeOf(root));
  const lines = await linesOf(join(folder, `${build}.trace`), [life.entry, root, build]);
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
    if (replayed.kind === 'said') for (const line of replayed.lines) life.take(promised, line);
    const { files } = replay;
    const said = JSON.stringify(promised);
    const once = async (key: string, state: () => CrashState | null) => {
      if (seen.has(key)) return;
      seen.add(key);
      const found = state();
      if (found === null) return;
      states += 1;
      const at = join(folder, 'state');
      putOnDisk(at, found, root);
      const problem = await life.problemOf(at, promised);
      if (problem !== null) problems.push(`${found.kind} after call ${calls} (${call.name}), said ${said}: ${problem}`);
    };
    await once(`kept ${files.liveVersion} ${said}`, () => keptState(files));
    await once(`lost ${files.durableVersion} ${said}`, () => lostState(files));
    for (let n = 0; n < torn; n += 1) {
      const random = createRandom(calls * 31 + n).next;
      await once(`torn ${files.durableVersion} ${files.liveVersion} ${n}`, () => tornState(files, random));
    }
  }
  return { problems, states };
}

/** Puts a state on a real disk. */
function putOnDisk(at: string, { tree }: CrashState, root: string): void {
  rmSync(at, { recursive: true, force: true });
  mkdirSync(at);
  for (const [path, content] of tree) {
    const to = join(at, relative(root, path));
    if (Buffer.isBuffer(content)) writeFileSync(to, content, { mode: modeOf(path) });
    else if (content === 'folder') mkdirSync(to, { recursive: true });
    else symlinkSync(content.target, to);
  }
}

/** The model keeps no modes. */
const modeOf = (path: string): number => (path.includes('/bin/') ? 0o755 : 0o644);
