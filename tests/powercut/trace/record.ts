import { spawn } from 'node:child_process';
import { createReadStream, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectNode } from '../../../build/project.mjs';
import type { StartTree } from '../model/file-system.ts';
import type { BuildName } from '../workload/builds.ts';
import { scenarioOf } from '../workload/scenarios.ts';
import { tracedCalls } from './syscalls.ts';

export interface Recording {
  /** Everything below is modelled; itself it is durable. */
  readonly root: string;
  /** Data folder of the recorded machine. */
  readonly dataDir: string;
  /** What stood on the disk before, by absolute path. */
  readonly start: StartTree;
  readonly onDamage: 'restore' | undefined;
  /** Lines of strace. */
  readonly lines: readonly string[];
}

export interface RecordOptions {
  readonly scenario: string;
  readonly build: BuildName;
  readonly seed: number;
  readonly steps: number;
  /** An empty folder of our own. */
  readonly root: string;
  /** Where strace writes. */
  readonly traceFile: string;
}

/** Records one run of a scenario. Throws when strace is missing, or when the recorded process does not end well. */
export async function record({ scenario, build, seed, steps, root, traceFile }: RecordOptions): Promise<Recording> {
  const dataDir = join(root, 'data');
  mkdirSync(root, { recursive: true });
  await scenarioOf(scenario).prepare?.(dataDir);
  const start = treeOf(root);
  const entry = join(import.meta.dirname, '../workload/recorded-process.ts');
  const lines = await linesOf(traceFile, [entry, scenario, build, dataDir, String(seed), String(steps)]);
  return { root, dataDir, start, onDamage: scenarioOf(scenario).onDamage, lines };
}

/**
 * What strace writes of a process of ours.
 * @param traceFile where strace writes
 * @param command entry and arguments
 */
export async function linesOf(traceFile: string, command: readonly string[]): Promise<readonly string[]> {
  const child = spawn(
    'strace',
    [
      ...['-f', '--seccomp-bpf', '-qq', '-y', '-xx', '-s', '262144', '-o', traceFile],
      ...['-e', `trace=${tracedCalls.join(',')}`],
      ...[projectNode, '--no-warnings', ...command],
    ],
    // io_uring writes are no system calls that strace could see.
    { env: { ...process.env, UV_USE_IO_URING: '0' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stdout.resume();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) => reject(new Error('strace could not be started: npm run bootstrap', { cause })));
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`the recorded process ended with ${code}: ${errors.slice(-4000)}`);
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(traceFile, 'latin1') })) lines.push(line);
  return lines;
}

/** Everything below a folder. */
export function treeOf(root: string): StartTree {
  const tree = new Map<string, Uint8Array | 'folder' | { readonly target: string }>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) tree.set(path, { target: readlinkSync(path) });
    else tree.set(path, entry.isDirectory() ? 'folder' : readFileSync(path));
  }
  return tree;
}
