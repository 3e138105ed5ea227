import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { askProgram, type ProgramQuestion } from './ask-program.ts';

function asked(o: Partial<ProgramQuestion>) {
  const clock = new VirtualClock();
  const input = Uint8Array.of(1, 2, 3);
  const question = { program: '/bin/sh', args: [], input, clock, limitMs: 1_000, limitBytes: 100, ...o };
  return { clock, input, answer: askProgram(question) };
}

/** A process that was never started: nothing of the system may be asked of it, `kill` least of all, since it has no number. */
function notStarted(parts: Partial<ChildProcess> = {}): ChildProcess {
  const kill = () => {
    throw new Error('a process without a number cannot be killed');
  };
  return Object.assign(new EventEmitter(), { kill, ...parts }) as unknown as ChildProcess;
}

/** What Node gives without free descriptors: a process that has neither number nor pipes, and `error` in the next turn. */
function startWithoutDescriptors(): ChildProcess {
  const child = notStarted();
  process.nextTick(() => child.emit('error', Object.assign(new Error('spawn EMFILE'), { code: 'EMFILE' })));
  return child;
}

describe('a program of somebody else', () => {
  it('cannot be started since no descriptor is free: said so, and this process lives', async () => {
    const { clock, input, answer } = asked({ start: startWithoutDescriptors });
    expect(await answer).toEqual({ ok: false, error: 'failed' });
    expect(clock.pending).toBe(0);
    expect(input).toEqual(new Uint8Array(3));
  });

  it('cannot be started and Node throws: said so', async () => {
    const { clock, input, answer } = asked({ args: ['no\0argument'] });
    expect(await answer).toEqual({ ok: false, error: 'failed' });
    expect(clock.pending).toBe(0);
    expect(input).toEqual(new Uint8Array(3));
  });

  it('is over at its limit although a child of its own holds the output, so that it never closes', async () => {
    const [stdout, kill] = [new PassThrough(), vi.fn(() => true)];
    const { clock, answer } = asked({ start: () => notStarted({ pid: 7, stdout, kill }) });
    await clock.advance(1_000);
    expect(await answer).toEqual({ ok: false, error: 'timeout' });
    expect(kill).toHaveBeenCalledWith('SIGKILL');
    expect(stdout.destroyed).toBe(true);
  });

  it('is not even started for somebody who has gone', async () => {
    const start = () => {
      throw new Error('started');
    };
    const { clock, input, answer } = asked({ signal: AbortSignal.abort('user'), start });
    expect(await answer).toEqual({ ok: false, error: 'aborted' });
    expect(clock.pending).toBe(0);
    expect(input).toEqual(new Uint8Array(3));
  });
});
