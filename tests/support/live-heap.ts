import { mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { within } from '../../build/demo/kiosk-window.ts';
import type { KioskRig } from './kiosk-rig.ts';
import { isShort } from './planted-values.ts';

/** Asks for a snapshot of the heap; a program's own use of it would be no use of ours. */
const snapshotSignal = 'SIGUSR2';

/**
 * What the programs of a machine still refer to. A snapshot of V8's heap is taken after a full collection: what stands in it is held by somebody. Only the
 * first kilobyte of each text of the shell is looked at (V8's own limit); of the terminal service all of it.
 */
export class LiveHeap {
  readonly #dir = mkdtempSync(join(tmpdir(), 'yitiji-heap-'));
  #shells = 0;
  /** Numbers of few digits that stood in texts before anybody came: codes of regions, bars of a bar code. One of a thousand six-digit codes is among them. */
  #before: ReadonlySet<string> = new Set();

  /** For `KioskRigOptions.nodeFlags`. */
  get nodeFlags(): readonly string[] {
    return [
      `--heapsnapshot-signal=${snapshotSignal}`,
      `--diagnostic-dir=${this.#dir}`,
      '--heap-snapshot-string-limit=100000000',
    ];
  }

  /** To be called before a visit begins: what stands there now is not of that visit. */
  async beforeVisit(kiosk: KioskRig): Promise<void> {
    const texts = [...(await this.#textsOfTerminal(kiosk)), ...(await this.#textsOfShell(kiosk))];
    this.#before = new Set(texts.flatMap(numbersIn));
  }

  /** Names of the values that some text of the terminal service holds. */
  async ofTerminal(kiosk: KioskRig, values: Readonly<Record<string, string>>): Promise<readonly string[]> {
    return this.#namesIn(await this.#textsOfTerminal(kiosk), values);
  }

  /** The same of the shell. */
  async ofShell(kiosk: KioskRig, values: Readonly<Record<string, string>>): Promise<readonly string[]> {
    return this.#namesIn(await this.#textsOfShell(kiosk), values);
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #textsOfTerminal({ terminalPid }: KioskRig): Promise<readonly string[]> {
    const pid = terminalPid();
    let found = '';
    await within('heap snapshot', (done) => {
      const look = () => {
        const file = readdirSync(this.#dir).find((name) => name.startsWith('Heap'));
        if (file === undefined || !isWhole(join(this.#dir, file))) return;
        found = file;
        done();
      };
      const watcher = watch(this.#dir, look);
      process.kill(pid, snapshotSignal);
      return () => watcher.close();
    });
    return textsIn(join(this.#dir, found));
  }

  async #textsOfShell({ app }: KioskRig): Promise<readonly string[]> {
    this.#shells += 1;
    const file = join(this.#dir, `shell-${this.#shells}.heapsnapshot`);
    const isTaken = await app.evaluate(
      (_, path) => (process as unknown as { takeHeapSnapshot(path: string): boolean }).takeHeapSnapshot(path),
      file,
    );
    if (!isTaken) throw new Error('the shell gave no heap snapshot');
    return textsIn(file);
  }

  #namesIn(texts: readonly string[], values: Readonly<Record<string, string>>): readonly string[] {
    const isIn = (value: string): boolean =>
      isShort(value)
        ? !this.#before.has(value) && texts.some((text) => numbersIn(text).includes(value))
        : texts.some((text) => text.includes(value));
    return Object.entries(values).flatMap(([what, value]) => (isIn(value) ? [what] : []));
  }
}

/** Its list of texts comes last. */
const isWhole = (file: string): boolean => readFileSync(file).subarray(-8).toString().trimEnd().endsWith(']}');

/** Numbers of up to eight digits that are no part of a longer word or number. */
const numbersIn = (text: string): readonly string[] => text.match(/(?<!\w)\d{1,8}(?!\w)/g) ?? [];

function textsIn(file: string): readonly string[] {
  const { strings } = JSON.parse(readFileSync(file, 'utf8')) as { readonly strings: readonly string[] };
  // Our own picture of an open visit: nothing of it is left behind.
  rmSync(file);
  return strings;
}
