import {
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  watch,
} from 'node:fs';
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

/** Its list of texts comes last. Only its end is read: it grows by some hundred pieces to many megabytes, and each is a reason to look. */
function isWhole(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const end = Buffer.alloc(8);
    const read = readSync(file, end, 0, end.length, Math.max(0, fstatSync(file).size - end.length));
    return end.toString('latin1', 0, read).trimEnd().endsWith(']}');
  } finally {
    closeSync(file);
  }
}

/** Numbers of up to eight digits that are no part of a longer word or number. */
const numbersIn = (text: string): readonly string[] => text.match(/(?<!\w)\d{1,8}(?!\w)/g) ?? [];

/** Its texts are the last of its lists. Before them stand millions of numbers, which nobody asks for; inside of a text the marks of this name would be escaped. */
function textsIn(file: string): readonly string[] {
  const bytes = readFileSync(file);
  const at = bytes.indexOf('"strings":[');
  if (at < 0) throw new Error('no heap snapshot');
  const { strings } = JSON.parse(`{${bytes.toString('utf8', at)}`) as { readonly strings: readonly string[] };
  // Our own picture of an open visit: nothing of it is left behind.
  rmSync(file);
  return strings;
}
