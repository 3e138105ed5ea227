import { expect, it } from 'vitest';
import type { KioskConfig } from '../contract/kiosk-config.ts';
import { noLog } from '../contract/log.ts';
import { VirtualClock } from '../contract/virtual-clock.ts';
import type { DeviceSet } from './devices/device-set.ts';
import { EncoderTrust } from './personaliser/encoder-trust.ts';
import type { SessionService } from './session/session-service.ts';
import { makeTouchPanel } from './touch-panel/touch-panel.ts';
import { openGate, watchWorld } from './watch-world.ts';

it('an encoder that spoils cards, and a dispenser that jammed, are given back when the cabinet is closed again, not before and not by a lost board', () => {
  let door: 'open' | 'closed' | 'unknown' = 'closed';
  let attended = 0;
  const contacts = new Set<(change: { contact: string }) => void>();
  const ioBoard = {
    contact: (name: string) => (name === 'door' ? door : null),
    onContact: (listener: (change: { contact: string }) => void) => {
      contacts.add(listener);
      return () => contacts.delete(listener);
    },
    status: () => ({ link: 'down' }),
  };
  const cardDispenser = {
    capabilities: { feedsTo: 'exit' },
    attended: () => {
      attended += 1;
    },
  };
  const devices = {
    ...{ idReader: null, receiptPrinter: null, documentPrinter: null, scanner: null, smartCard: null, all: [] },
    cardDispenser,
    ioBoard,
  } as unknown as DeviceSet;
  const encoder = new EncoderTrust();
  const sent: string[] = [];
  const session = { send: ({ type }: { type: string }) => sent.push(type) } as unknown as SessionService;
  const clock = new VirtualClock();
  const touchPanel = makeTouchPanel({ clock, log: noLog, restartPage: () => undefined });
  const machine = { devices, personaliser: null, verifier: null, encoder, touchPanel };
  const stop = watchWorld({ config: {} as KioskConfig }, machine, session, null, openGate);
  const turn = (state: typeof door) => {
    door = state;
    for (const listener of contacts) listener({ contact: 'door' });
  };
  encoder.spoilt();
  turn('open');
  turn('unknown');
  expect([encoder.fault, attended]).toEqual(['E_CHIP', 0]);
  turn('closed');
  expect([encoder.fault, attended]).toEqual([null, 1]);
  expect(sent.filter((type) => type === 'DOOR')).toEqual(['DOOR', 'DOOR']);
  stop();
});
