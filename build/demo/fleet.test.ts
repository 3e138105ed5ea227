import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { heldReleases } from '../../hub/releases/held-releases.ts';
import { openHubFixture } from '../../hub/testing/hub-fixture.ts';
import { demoReleases, startDemoFleet } from './fleet.ts';

test('a fleet for the console stands beside a real machine, keeps its names from start to start, is believed each time and leaves no key in force', async () => {
  const f = await openHubFixture();
  try {
    const machine = await f.machine();
    const files = { seedFile: join(f.dataDir, 'fleet-seed'), releasesDir: join(f.dataDir, 'releases') };
    const names = () => f.sql`select id, kiosk from device where kiosk like 'X%' order by kiosk`;
    const inForce = () => f.sql`select device_id from device_key where revoked_ms is null`;
    const once = async () => {
      const stop = await startDemoFleet(f.hub, 12, files, 30);
      expect(await inForce()).toHaveLength(13);
      const before = f.clock.wallMs();
      await vi.waitFor(
        async () =>
          expect((await f.sql`select 1 from heartbeat_latest where at_ms >= ${before}`).length).toBeGreaterThan(0),
        { timeout: 30_000, interval: 100 },
      );
      await stop();
      expect(await inForce()).toEqual([{ device_id: machine.claimed.deviceId }]);
      return await names();
    };
    const first = await once();
    expect(first).toHaveLength(12);
    expect(await once()).toEqual(first);
    // A roll-out of the demonstration finds its release.
    const held = await heldReleases(files.releasesDir);
    expect([held.releases.map(({ version }) => version).sort(), held.unreadable]).toEqual([[...demoReleases], 0]);
  } finally {
    await f.close();
  }
});
