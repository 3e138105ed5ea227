import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { encodeLine, PersonaliserFramer } from '../personaliser/lines.ts';
import { PersonaliserSimulator } from './personaliser-simulator.ts';

test('five minutes after the last command nothing of a citizen is in the unit, however often its state is asked for (P5)', async () => {
  const clock = new VirtualClock();
  const framer = new PersonaliserFramer();
  const replies: string[] = [];
  const unit = new PersonaliserSimulator({
    clock,
    send: (bytes) => void replies.push(...framer.push(bytes).map(({ body }) => body)),
  });
  let number = 0;
  const ask = (body: string) => {
    number += 1;
    unit.receive(encodeLine({ kind: 'command', number, body }));
    return replies.at(-1) ?? '';
  };
  const block = async () => {
    for (const [job, purpose] of [
      [unit.state.job + 1, 'NEW'],
      [unit.state.job + 2, 'AGAIN'],
    ] as const) {
      expect(ask(`PIN ${job} ${purpose} 6 60`)).toBe('OK');
      for (const key of '271828') unit.press(key);
    }
    return /block=(\S+)/.exec(ask('STATE'))?.[1] ?? '';
  };
  const first = await block();
  expect(ask('LOAD 0 1 UGF5bG9hZA')).toBe('OK');
  await clock.advance(299_000);
  expect(ask('STATE')).toContain(first);
  await clock.advance(2_000);
  expect(ask('STATE')).not.toContain('block=');
  expect(ask(`WRITE ${unit.state.job + 1} S1 ${first}`)).toBe('ERR argument');
  const second = await block();
  expect(ask('LOAD 0 1 UGF5bG9hZA')).toBe('OK');
  await clock.advance(299_000);
  expect(ask(`WRITE ${unit.state.job + 1} S1 ${second}`)).toBe('OK');
});
