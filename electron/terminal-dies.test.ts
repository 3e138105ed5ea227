import { beforeEach, describe, expect, it } from 'vitest';
import type { CallMessage } from '../contract/channel.ts';
import { channelLimits } from '../contract/channel-limits.ts';
import { noLog } from '../contract/log.ts';
import { VirtualClock } from '../contract/virtual-clock.ts';
import { TerminalKeeper } from './terminal-keeper.ts';
import type { TerminalProcess } from './terminal-process.ts';

class FakeProcess implements TerminalProcess {
  readonly pid = 1;
  readonly posted: CallMessage[] = [];
  readonly signals: string[] = [];
  say: (message: unknown) => void = () => undefined;
  end: (cause: string) => void = () => undefined;
  post(message: CallMessage): void {
    this.posted.push(message);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.say = listener;
  }
  onExit(listener: (cause: string) => void): void {
    this.end = listener;
  }
  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.signals.push(signal);
  }
}

describe('terminal keeper', () => {
  let clock: VirtualClock;
  let started: FakeProcess[];
  let messages: unknown[];
  let losses: number;
  let keeper: TerminalKeeper;

  beforeEach(() => {
    clock = new VirtualClock();
    started = [];
    messages = [];
    losses = 0;
    keeper = new TerminalKeeper({
      clock,
      log: noLog,
      start: () => {
        const child = new FakeProcess();
        started.push(child);
        return child;
      },
      onMessage: (message) => messages.push(message),
      onStarted: () => undefined,
      onLost: () => {
        losses += 1;
      },
    });
    keeper.start();
  });

  const last = (): FakeProcess => {
    const child = started.at(-1);
    if (child === undefined) throw new Error('nothing was started');
    return child;
  };

  it('a service in a loop of messages is ended, said once, and started anew; a busy one is not', async () => {
    for (let i = 0; i < 60; i += 1) {
      for (let n = 0; n < channelLimits.fromTerminal.perSecond; n += 1) last().say(n);
      await clock.advance(1_000);
    }
    expect(last().signals).toEqual([]);
    messages.length = 0;
    for (let n = 0; n < channelLimits.fromTerminal.burst * 2; n += 1) last().say(n);
    expect(messages).toHaveLength(channelLimits.fromTerminal.burst);
    expect(last().signals).toEqual(['SIGKILL']);
    last().end('SIGKILL');
    await clock.advance(200);
    expect(started).toHaveLength(2);
    last().say('again');
    expect(messages.at(-1)).toBe('again');
  });

  it('starts it again after 0.2 s and tells the page at once', async () => {
    last().end('SIGKILL');
    expect(losses).toBe(1);
    await clock.advance(199);
    expect(started).toHaveLength(1);
    await clock.advance(1);
    expect(started).toHaveLength(2);
  });

  it('never stops trying, at most every 10 s', async () => {
    for (let i = 0; i < 50; i++) {
      last().end('exit 1');
      await clock.advance(10_000);
    }
    expect(started).toHaveLength(51);
  });

  it('hears nothing from a process that was replaced', async () => {
    const first = last();
    first.end('exit 1');
    await clock.advance(200);
    first.say('late');
    last().say('present');
    expect(messages).toEqual(['present']);
  });

  it('drops calls while it is away', () => {
    last().end('exit 1');
    keeper.post({ type: 'call', id: 0, method: 'session.intent', input: {} });
    expect(last().posted).toEqual([]);
  });

  it('ends it in order and does not start it again', async () => {
    const stopped = keeper.stop();
    expect(last().signals).toEqual(['SIGTERM']);
    last().end('exit 0');
    await stopped;
    await clock.advance(60_000);
    expect(last().signals).toEqual(['SIGTERM']);
    expect(started).toHaveLength(1);
    expect(losses).toBe(0);
  });

  it('asked twice to stop, both hear that it is gone, and it is told and killed once', async () => {
    const both = Promise.all([keeper.stop(), keeper.stop()]);
    await clock.advance(8_000);
    expect(last().signals).toEqual(['SIGTERM', 'SIGKILL']);
    last().end('SIGKILL');
    await both;
    await keeper.stop();
  });

  it('ends it at once when it does not end in order within 8 s', async () => {
    const stopped = keeper.stop();
    await clock.advance(7_999);
    expect(last().signals).toEqual(['SIGTERM']);
    await clock.advance(1);
    expect(last().signals).toEqual(['SIGTERM', 'SIGKILL']);
    last().end('SIGKILL');
    await stopped;
  });

  it('a service that a disk holds does not hold the shell for ever: its end is not waited for', async () => {
    let isOver = false;
    void keeper.stop().then(() => {
      isOver = true;
    });
    await clock.advance(11_999);
    expect(isOver).toBe(false);
    await clock.advance(1);
    expect([isOver, clock.pending]).toEqual([true, 0]);
  });

  it('does not start it again when the shell stops between death and restart', async () => {
    last().end('exit 1');
    await keeper.stop();
    await clock.advance(60_000);
    expect(started).toHaveLength(1);
  });
});
