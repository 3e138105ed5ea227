import { once } from 'node:events';
import { existsSync, type FSWatcher, readdirSync, readFileSync, rmSync, statSync, watch } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { root } from '../../build/project.mjs';
import { type Note, noteEnding } from './hand-over.ts';
import { standing } from './standing.ts';
import { type Leak, Sweeper } from './sweep.ts';

/** What was found since the start. */
export interface Found {
  /** One for each find, with the test that left it; never a value. */
  readonly leaks: readonly string[];
  readonly summary: string;
}

/** Tests go first, a little: what waits here is in memory. */
const niceness = 2;

/**
 * Looks at each folder that tests hand over and removes it; when asked, says what it has found. Arguments: the folders in which things are handed over
 * (`hand-over.ts`). Tests never wait for it.
 */
class SweeperProcess {
  readonly #sweeper = new Sweeper(root);
  readonly #leaks: string[] = [];
  readonly #folders: readonly string[];
  readonly #watchers: readonly FSWatcher[];
  readonly #startedMs = Date.now();
  #count = 0;
  #busyMs = 0;
  #looks: Promise<void> = Promise.resolve();
  #isAsked = false;

  constructor(folders: readonly string[]) {
    this.#folders = folders;
    this.#watchers = folders.map((folder) => watch(folder, () => this.#soon()));
  }

  /** Many things that come at once are one reason to look. */
  #soon(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    void this.sweepAll();
  }

  /** Resolves when everything has been looked at that stands there now; one look at a time. */
  sweepAll(): Promise<void> {
    this.#looks = this.#looks.then(() => this.#look());
    return this.#looks;
  }

  async #look(): Promise<void> {
    this.#isAsked = false;
    for (const folder of this.#folders) {
      for (const name of readdirSync(folder).filter((one) => one.endsWith(noteEnding))) {
        this.#sweepOne(join(folder, name.slice(0, -noteEnding.length)));
        await setImmediate();
      }
    }
  }

  /** A note stands a moment before what it is about: what is not there yet is looked at the next time. */
  #sweepOne(path: string): void {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    const begun = performance.now();
    const note = JSON.parse(readFileSync(path + noteEnding, 'utf8')) as Note;
    this.#tell(
      this.#leaksOf(path, stat.isDirectory(), note),
      note.folder ?? '',
      `left by ${note.testFile.replace(`${root}/`, '')}`,
    );
    rmSync(path, { recursive: true, force: true });
    rmSync(path + noteEnding);
    this.#count += 1;
    this.#busyMs += performance.now() - begun;
  }

  /** What cannot be looked at is told like a find: nobody knows what it holds. */
  #leaksOf(path: string, isFolder: boolean, { command = '' }: Note): readonly Leak[] {
    try {
      return isFolder ? this.#sweeper.folder(path) : this.#sweeper.output(command, readFileSync(path));
    } catch (cause) {
      return [{ path, what: `could not be looked at: ${cause instanceof Error ? cause.message : 'unknown'}` }];
    }
  }

  #tell(leaks: readonly Leak[], was: string, by: string): void {
    for (const { path, what } of leaks) {
      const where = this.#folders.reduce((text, folder) => text.replace(new RegExp(`^${folder}/[^/]+`), was), path);
      this.#leaks.push(`  ${what}\n    at ${where}, ${by}`);
    }
  }

  /** @param isWhole also what stands on this machine and was changed since the start */
  async finish(isWhole: boolean): Promise<Found> {
    for (const watcher of this.#watchers) watcher.close();
    await this.sweepAll();
    if (isWhole)
      for (const { folder, skip } of standing(root))
        if (existsSync(folder))
          this.#tell(this.#sweeper.folder(folder, { sinceMs: this.#startedMs, skip }), '', 'standing at the end');
    const seconds = (this.#busyMs / 1000).toFixed(1);
    const leaks = [...new Set(this.#leaks)];
    const summary = `planted values: looked at ${this.#count} folders and outputs in ${seconds} s beside the tests, ${leaks.length} found`;
    return { leaks, summary };
  }
}

setPriority(niceness);
const handedOver = process.argv.slice(2);
// Also when the run was killed: nobody would ask any more, or clean up.
process.once('disconnect', () => {
  for (const folder of handedOver) rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
const sweeper = new SweeperProcess(handedOver);
const [asked] = (await once(process, 'message')) as [{ readonly isWhole: boolean }];
process.send?.(await sweeper.finish(asked.isWhole));
