import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { root } from './yitiji-process.ts';

/** One instance of a hub in a process of its own. */
export interface HubInstance {
  readonly child: ChildProcess;
  readonly url: string;
}

/**
 * Starts an instance (`hub/testing/hub-child.ts`) on a database that others may serve too.
 * @param port 0 = any; one that a gateway knows when it takes the place of another
 * @throws Error when it ends before it serves
 */
export async function startInstance(dataDir: string, databaseUrl: string, port = 0): Promise<HubInstance> {
  const child = fork(join(root, 'hub/testing/hub-child.ts'), [dataDir, databaseUrl, String(port)], { stdio: 'ignore' });
  const told = await new Promise<{ readonly url: string }>((settle, fail) => {
    child.once('message', (message) => settle(message as { url: string }));
    child.once('exit', (code) => fail(new Error(`hub child ended with ${code}`)));
  });
  return { child, url: told.url };
}

/** @returns exit code; null = a signal ended it */
export function ended(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((settle) => {
    child.removeAllListeners('exit');
    child.once('exit', (code) => settle(code));
    child.kill(signal);
  });
}
