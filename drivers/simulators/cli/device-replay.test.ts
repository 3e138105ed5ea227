import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../contract/clock.ts';
import { noLog } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { openCardDispenser } from '../../card-dispenser/drivers.ts';
import { drivers, traceCodecOf } from '../../registry.ts';
import { recordLife } from '../../trace/replay-life.test-data.ts';
import { LinkedLine } from '../../transport/linked-transport.ts';
import { openPortHere } from '../../transport/open-port.ts';
import type { Transport } from '../../transport/transport.ts';
import { K720Simulator } from '../k720-simulator.ts';
import { deviceReplay } from './device-replay.ts';

it('a mode that does not exist is wrong usage, with or without --link, not a replay in some other mode', async () => {
  const io = { out: () => undefined, note: () => undefined, signal: AbortSignal.abort() };
  const run = (options: Record<string, string>) => deviceReplay.run({ options, positionals: ['/no/such.trace'] }, io);
  await expect(run({ mode: 'sloppy' })).rejects.toThrow(/--mode must be strict or semantic/);
  await expect(run({ mode: 'sloppy', link: '/tmp/x' })).rejects.toThrow(/--mode must be strict or semantic/);
});

it('a dispenser with the older framing, recorded, is played to its driver', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-replay-'));
  const link = join(folder, 'recorded');
  const file = join(folder, 'old.trace');
  const settings = { lengthField: false };
  const opened = (o: { clock: VirtualClock | typeof systemClock; transport?: Transport }) =>
    openCardDispenser('k720', {
      ...{ port: link, clock: o.clock, log: noLog, profile: { k720: settings, common: { idlePollMs: 600_000 } } },
      openPort: o.transport === undefined ? openPortHere : () => o.transport as Transport,
    });
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port' });
  const unit = new K720Simulator({ clock, send: (bytes) => line.send(bytes), ...settings });
  line.onHostBytes((bytes) => unit.receive(bytes));
  const codec = traceCodecOf(drivers.k720, settings);
  const { text } = await recordLife({ codec, deviceId: 'cardDispenser', clock, line }, async (transport) => {
    const recorded = opened({ clock, transport });
    recorded.start();
    await clock.advance(1_000);
    await clock.until(recorded.close());
  });
  writeFileSync(file, text);

  const end = new AbortController();
  const ready = Promise.withResolvers<void>();
  const io = { out: () => ready.resolve(), note: () => undefined, signal: end.signal };
  const played = deviceReplay.run({ options: { mode: 'strict', link }, positionals: [file] }, io);
  await ready.promise;
  const dispenser = opened({ clock: systemClock });
  const up = Promise.withResolvers<void>();
  dispenser.onStatus((status) => status.link === 'up' && up.resolve());
  dispenser.start();
  await up.promise;
  await dispenser.close();
  end.abort();
  expect(await played).toMatchObject({ exit: 0, json: { mismatch: null } });
  rmSync(folder, { recursive: true });
});
