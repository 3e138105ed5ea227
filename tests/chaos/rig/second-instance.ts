import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { HubOptions } from '../../../hub/main.ts';
import type { Upstream } from './proxy.ts';

/** A hub instance in a process of its own, so that it can be killed as a power cut kills it. */
export interface SecondInstance {
  /** A running one; starts it where there is none. */
  ready(): Promise<Upstream>;
  /** Kills so far. */
  readonly kills: number;
  close(): Promise<void>;
}

export function makeInstance(options: HubOptions): SecondInstance {
  let running: Promise<{ readonly port: number; readonly child: ChildProcess }> | null = null;
  let kills = 0;

  function start() {
    const child = fork(join(import.meta.dirname, 'instance-child.ts'), [JSON.stringify(options)], {
      execArgv: ['--no-warnings'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return new Promise<{ readonly port: number; readonly child: ChildProcess }>((resolve, reject) => {
      child.once('message', (message) => resolve({ port: (message as { readonly port: number }).port, child }));
      child.once('exit', (code, signal) => reject(new Error(`the second instance ended: ${code ?? signal}`)));
    });
  }

  return {
    get kills() {
      return kills;
    },
    ready: async () => {
      running ??= start();
      const { port, child } = await running;
      const kill = () => {
        if (child.killed) return;
        kills += 1;
        child.kill('SIGKILL');
        running = null;
      };
      return { port, kill };
    },
    close: async () => {
      const last = running;
      running = null;
      if (last === null) return;
      const known = await last.catch(() => null);
      if (known === null) return;
      const { child } = known;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}
