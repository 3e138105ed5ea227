import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { ReplySlot } from './reply-slot.ts';

it('gives a reply to the open query and refuses late and unsolicited ones (C12)', async () => {
  const clock = new VirtualClock();
  const slot = new ReplySlot<string>(clock);
  const signal = new AbortController().signal;
  expect(slot.offer('unsolicited')).toBe(false);
  const reply = slot.wait(100, signal);
  expect(slot.offer('answer')).toBe(true);
  expect(slot.offer('duplicate')).toBe(false);
  expect(await reply).toEqual({ ok: true, value: 'answer' });
  const silent = slot.wait(100, signal);
  await clock.advance(100);
  expect(await silent).toEqual({ ok: false, error: 'timeout' });
  expect(slot.offer('late')).toBe(false);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(clock.pending).toBe(0);
});

it('ends with the signal and leaves neither timer nor open query', async () => {
  const clock = new VirtualClock();
  const slot = new ReplySlot<string>(clock);
  const controller = new AbortController();
  const reply = slot.wait(100, controller.signal);
  expect(() => slot.wait(100, controller.signal)).toThrow('already open');
  controller.abort();
  expect(await reply).toEqual({ ok: false, error: 'aborted' });
  expect(await slot.wait(100, controller.signal)).toEqual({ ok: false, error: 'aborted' });
  expect(slot.isOpen).toBe(false);
  expect(clock.pending).toBe(0);
});
