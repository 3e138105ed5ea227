import { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Note, noteEnding } from './hand-over.ts';

/** Output of one program; the first megabytes, since some write for minutes. */
interface Output {
  readonly command: string;
  readonly parts: Buffer[];
  bytes: number;
}
const mostBytes = 8 * 1024 * 1024;

type Path = Parameters<typeof fs.rmSync>[0];
const nameOf = (path: Path): string => (path instanceof URL ? path.pathname : path.toString());

/**
 * Hands what a process leaves in temporary folders, and what its children say, to whoever looks at it (`sweeper-process.ts`), from now on and whoever calls: it
 * hangs on `mkdtemp`, `rm` and the pipes of children themselves. Nobody waits: a folder that would be removed is moved instead.
 */
export class HandOver {
  readonly #places: readonly string[];
  /** Which test is running. */
  testFile = '';
  /** Folders of `mkdtemp`, wherever they stand; besides them, whatever stands directly in a temporary folder. */
  readonly #made = new Set<string>();
  readonly #temporary = new Set([tmpdir(), '/tmp', '/dev/shm']);
  readonly #outputs: Output[] = [];
  #count = 0;

  /** @param places where things are handed over, one on each file system (`sweepFolders`) */
  constructor(places: readonly string[]) {
    this.#places = places;
    this.#followFolders();
    this.#followChildren();
  }

  /** At the end of a test file: what its children have said. */
  outputs(): void {
    for (const { command, parts, bytes } of this.#outputs.splice(0)) {
      const [place] = this.#places;
      if (bytes === 0 || place === undefined) continue;
      fs.writeFileSync(this.#announce(place, { command }), Buffer.concat(parts));
    }
  }

  #followFolders(): void {
    const { mkdtempSync, rmSync } = fs;
    const { mkdtemp, rm } = fs.promises;
    const made = <P extends Path>(path: P): P => {
      this.#made.add(resolve(nameOf(path)));
      return path;
    };
    Object.assign(fs, {
      mkdtempSync: (...args: Parameters<typeof mkdtempSync>) => made(mkdtempSync(...args)),
      rmSync: (path: Path, options?: Parameters<typeof rmSync>[1]) => {
        if (options?.recursive !== true || !this.#move(nameOf(path))) rmSync(path, options);
      },
    });
    Object.assign(fs.promises, {
      mkdtemp: async (...args: Parameters<typeof mkdtemp>) => made(await mkdtemp(...args)),
      rm: async (path: Path, options?: Parameters<typeof rm>[1]) => {
        if (options?.recursive !== true || !this.#move(nameOf(path))) await rm(path, options);
      },
    });
    syncBuiltinESMExports();
  }

  /** @returns whether it is gone from where it was */
  #move(path: string): boolean {
    const folder = resolve(path);
    if (!this.#made.has(folder) && !this.#temporary.has(dirname(folder))) return false;
    if (fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
    this.#made.delete(folder);
    return this.#places.some((place) => {
      const target = this.#announce(place, { folder });
      try {
        fs.renameSync(folder, target);
        return true;
      } catch {
        // On another file system there is another place; what cannot be moved at all, such as the place of a mount, goes as it always went.
        fs.unlinkSync(`${target}${noteEnding}`);
        return false;
      }
    });
  }

  /** The note stands before what it is about, so that whoever sees that can read it. */
  #announce(place: string, about: Omit<Note, 'testFile'>): string {
    this.#count += 1;
    const target = join(place, `${process.pid}-${this.#count}`);
    fs.writeFileSync(`${target}${noteEnding}`, JSON.stringify({ testFile: this.testFile, ...about } satisfies Note));
    return target;
  }

  /** Looks on without taking anything away: whoever reads the pipe of a child gets the same bytes at the same time. */
  #followChildren(): void {
    const prototype = ChildProcess.prototype as unknown as Spawning;
    const { spawn } = prototype;
    const outputs = this.#outputs;
    prototype.spawn = function (this: ChildProcess, options) {
      const result = spawn.call(this, options);
      const output: Output = { command: (options.args ?? []).join(' ').slice(0, 300), parts: [], bytes: 0 };
      for (const pipe of [this.stdout, this.stderr]) if (pipe) listen(pipe as unknown as Pushing, output);
      outputs.push(output);
      return result;
    };
  }
}

interface Spawning {
  spawn(options: { readonly args?: readonly string[] }): unknown;
}
interface Pushing {
  push(chunk: unknown, encoding?: BufferEncoding): boolean;
}

function listen(pipe: Pushing, output: Output): void {
  const { push } = pipe;
  pipe.push = function (chunk, encoding) {
    if (Buffer.isBuffer(chunk) && output.bytes < mostBytes) {
      output.parts.push(Buffer.from(chunk));
      output.bytes += chunk.length;
    }
    return push.call(this, chunk, encoding);
  };
}
