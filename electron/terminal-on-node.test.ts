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

  it('tells a program that cannot be started as an end', async () => {
    const child = startOnNode({ entry, args: [], nodePath: '/nowhere/node', env: {} });
    expect(await new Promise((resolve) => child.onExit(resolve))).toBe('ENOENT');
  });
});
