import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { listenForStop } from '../../bin/stop-signals.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';

it('one Ctrl-C that arrives twice, from terminal and parent, stops a motion in order; one a second later ends the program', async () => {
  const clock = new VirtualClock();
  const program = new EventEmitter();
  const heard: string[] = [];
  listenForStop(program, { clock, stop: () => heard.push('stop'), end: (signal) => heard.push(`end ${signal}`) });
  program.emit('SIGINT');
  await clock.advance(3);
  program.emit('SIGINT');
  program.emit('SIGTERM');
  expect(heard).toEqual(['stop']);
  await clock.advance(1_000);
  program.emit('SIGINT');
  expect(heard).toEqual(['stop', 'end SIGINT']);
});
