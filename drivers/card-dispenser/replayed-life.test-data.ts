import { noLog } from '../../contract/log.ts';
import type { VirtualClock } from '../../contract/virtual-clock.ts';
import type { Transport } from '../transport/transport.ts';
import { type CardDispenserProfile, openCardDispenser } from './drivers.ts';

const act = { actId: 'act-1', hooks: { sent: () => undefined } };

/** Feeds a card, asks its chip and captures it. @param k720 settings of a K720 beside its `holdParam`. @returns what the driver said of each */
export async function lifeOver(
  driver: 'f2' | 'k720',
  clock: VirtualClock,
  transport: Transport,
  k720: CardDispenserProfile['k720'] = {},
) {
  const dispenser = openCardDispenser(driver, {
    port: 'port',
    clock,
    log: noLog,
    openPort: () => transport,
    profile: { common: { idlePollMs: 600_000 }, ...(driver === 'k720' && { k720: { holdParam: '4', ...k720 } }) },
  });
  dispenser.start();
  await clock.advance(1_000);
  const settled: unknown[] = [];
  const life = (async () => {
    settled.push(await dispenser.feed(act), await dispenser.readChip(), await dispenser.capture(act));
  })();
  for (let ms = 0; settled.length < 3 && ms < 30_000; ms += 50) await clock.advance(50);
  await life;
  await dispenser.close();
  return settled;
}
