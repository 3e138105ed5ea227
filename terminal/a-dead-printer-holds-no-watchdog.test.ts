import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FromTerminal } from '../contract/channel.ts';
import { noLog } from '../contract/log.ts';
import { loadConfig } from './config/load-config.ts';
import { type DeviceSet, openDevices } from './devices/device-set.ts';
import { printerThat } from './devices/testing/fake-printer.test-data.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/store.ts';
import { makeHubSide, temporaryStore } from './store/testing/temporary-store.ts';
import { startTerminal } from './terminal.ts';

const shippedDir = join(import.meta.dirname, '../kiosk-config');
const hub = await makeHubSide();
const slip = { kind: 'print', deviceId: 'receiptPrinter', receiptNo: '', copy: 0, session: null } as const;

it('a print that an earlier start left open at a printer that is dead since does not keep the watchdogs from a machine that is full; one of this start does', async () => {
  using temporary = temporaryStore(hub.identity);
  const { clock, dir, store: before } = temporary;
  before.acts.intend({ id: 'act-1', ...slip });
  before.acts.sent('act-1', { at: '', values: {} });
  before.close();
  const config = loadConfig([join(shippedDir, 'default.json')]);
  if (!config.ok) throw new Error(config.error.reason);
  const printer = printerThat(() => Promise.reject(new Error('nothing is printed here')));
  printer.tracker.set({ link: 'offOrAbsent' });
  const none = openDevices({ config: config.value, clock, log: noLog, bindings: null });
  const devices: DeviceSet = { ...none, receiptPrinter: printer, all: [printer], start: () => undefined };
  const opened: Store[] = [];
  const replies: FromTerminal[] = [];
  const started = startTerminal(
    {
      ...{ dataDir: dir, shippedDir, clock, log: noLog, post: (message) => replies.push(message) },
      config: { ...config.value, store: { ballastMiB: 0 } },
    },
    {
      openStore: (options) => {
        const store = openStore(options);
        if (store.ok) opened.push(store.value);
        return store;
      },
      openDevices: () => devices,
      openPersonaliser: () => null,
      fetch: () => Promise.reject(new TypeError('no network here')),
      diskUsed: () => Promise.resolve(0.1),
    },
  );
  if (!started.ok) throw new Error(started.error.reason);
  const isActing = () => {
    started.value.receive({ type: 'call', id: 1, method: 'shell.alive', input: {} });
    return replies.at(-1);
  };
  await clock.advance(1_000);
  const [store] = opened;
  expect(store?.acts.unsettled()).toHaveLength(1);
  expect(isActing()).toMatchObject({ type: 'reply', output: { isActing: false } });
  store?.acts.intend({ id: 'act-2', ...slip });
  expect(isActing()).toMatchObject({ type: 'reply', output: { isActing: true } });
  const stopped = started.value.stop('test');
  await clock.until(stopped);
});
