import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startOnNode } from './terminal-on-node.ts';

const entry = join(import.meta.dirname, 'testing', 'stub-terminal.ts');

describe('terminal service on the project’s Node', () => {
  it('talks over the private channel and ends in order', async () => {
    const child = startOnNode({ entry, args: [], nodePath: process.execPath, env: process.env });
    const ended = new Promise<string>((resolve) => child.onExit(resolve));
    const first = await new Promise<unknown>((resolve) => child.onMessage(resolve));
    expect(first).toMatchObject({ type: 'ready', version: 'stub' });
    const reply = new Promise<unknown>((resolve) => child.onMessage(resolve));
    child.post({ type: 'call', id: 5, method: 'shell.hello', input: {} });
    expect(await reply).toMatchObject({ type: 'reply', id: 5, ok: true });
    child.kill('SIGTERM');
    expect(await ended).toBe('exit 0');
    // A call to a process that is gone is dropped, not thrown.
    child.post({ type: 'call', id: 6, method: 'shell.hello', input: {} });
  });

  it('keeps no memory for each of its threads, unless somebody has set it otherwise', async () => {
    for (const [env, arenas] of [
      [{}, '2'],
      [{ MALLOC_ARENA_MAX: '5' }, '5'],
    ] as const) {
      const child = startOnNode({ entry, args: [], nodePath: process.execPath, env });
      const ended = new Promise<string>((resolve) => child.onExit(resolve));
      await new Promise<unknown>((resolve) => child.onMessage(resolve));
      expect(readFileSync(`/proc/${child.pid}/environ`, 'utf8').split('\0')).toContain(`MALLOC_ARENA_MAX=${arenas}`);
      child.kill('SIGTERM');
      await ended;
    }
  });

  it('tells a program that cannot be started as an end', async () => {
    const child = startOnNode({ entry, args: [], nodePath: '/nowhere/node', env: {} });
    expect(await new Promise((resolve) => child.onExit(resolve))).toBe('ENOENT');
  });
});
