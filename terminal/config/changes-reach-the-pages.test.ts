import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FromTerminal } from '../../contract/channel.ts';
import type { IntentBody } from '../../contract/intent.ts';
import { noLog } from '../../contract/log.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { openDevices } from '../devices/device-set.ts';
import { openStore } from '../store/open-store.ts';
import { makeHubSide, temporaryStore } from '../store/testing/temporary-store.ts';
import { startTerminal } from '../terminal.ts';
import { ConfigDesk } from './config-desk.ts';
import { ConfigService } from './config-service.ts';

const shippedDir = join(import.meta.dirname, '../../kiosk-config');
const hub = await makeHubSide();

it('a number that changes while somebody reads it: their page stays, the next reader sees the new one, without a restart', async () => {
  using temporary = temporaryStore(hub.identity);
  temporary.store.close();
  const { dir, clock } = temporary;
  const places = { shippedDir, dataDir: dir, machineFile: null, siteFile: null };
  const settings = ConfigService.start({
    desk: new ConfigDesk(places, () => clock.wallMs()),
    ...{ clock, log: noLog, watchFiles: () => () => undefined },
  });
  if (!settings.ok) throw new Error('no configuration');
  const config = { ...settings.value.inForce, store: { ballastMiB: 0 } };
  const shown: Snapshot[] = [];
  const post = (message: FromTerminal) => {
    if (message.type === 'snapshot') shown.push(message.snapshot);
  };
  const started = startTerminal(
    { dataDir: dir, shippedDir, config, settings: settings.value, clock, log: noLog, post },
    {
      openStore,
      openDevices: (bindings) => openDevices({ config, clock, log: noLog, bindings }),
      openPersonaliser: () => null,
      fetch: () => Promise.reject(new TypeError('no network here')),
      diskUsed: () => Promise.resolve(0.1),
    },
  );
  if (!started.ok) throw new Error(started.error.reason);
  const terminal = started.value;
  const now = () => {
    const last = shown.at(-1);
    if (last === undefined) throw new Error('nothing is shown');
    return last;
  };
  const touch = (body: IntentBody) => {
    const { revision, epoch } = now();
    const reply = { type: 'call', id: 1, method: 'session.intent', input: { ...body, revision, epoch } };
    terminal.receive(reply);
  };
  const apply = (path: string, value: string | number) => {
    const proposal = settings.value.propose('machine', [{ path, value }]);
    if (!proposal.ok) throw new Error(proposal.error.code);
    expect(settings.value.apply(proposal.value, 'op-1').ok).toBe(true);
  };

  expect(now().screen.name).toBe('A0');
  touch({ kind: 'help' });
  const page = JSON.stringify(now().screen);
  expect(page).toContain('12345');
  const revision = now().revision;
  apply('/cityHotline', '12329');
  apply('/keys/doubleStrikeMs', 300);
  expect([now().revision, JSON.stringify(now().screen), now().equipment.doubleStrikeMs]).toEqual([revision, page, 0]);
  expect(settings.value.read().pending.map(({ path, when }) => [path, when])).toEqual([
    ['/cityHotline', 'idle'],
    ['/keys/doubleStrikeMs', 'idle'],
  ]);
  touch({ kind: 'press', id: now().screen.actions.back?.id ?? now().screen.actions.main?.id ?? '' });
  expect([now().screen.name, now().equipment.doubleStrikeMs, settings.value.read().pending]).toEqual(['A0', 300, []]);
  touch({ kind: 'help' });
  expect(JSON.stringify(now().screen)).toContain('12329');
  expect(JSON.stringify(now().screen)).not.toContain('12345');
  touch({ kind: 'press', id: now().screen.actions.back?.id ?? now().screen.actions.main?.id ?? '' });
  // Nobody is there: at once, and the page that stands is drawn anew.
  apply('/phoneService/url', 'https://services.example.invalid/');
  expect(JSON.stringify(now().screen)).toContain('"modules"');
  await terminal.stop('test');
});
