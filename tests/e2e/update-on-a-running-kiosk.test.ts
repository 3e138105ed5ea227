import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAppTree } from '../../build/app-tree.ts';
import { type ReleaseId, releaseIdOf } from '../../contract/release/release-id.ts';
import type { OpenedBuild } from '../../release/build/build-file.ts';
import { metadataOf } from '../../release/metadata/shapes.ts';
import { publish } from '../../release/repository/publish.ts';
import { delegating, firstRoot, must, naming, onlineKeys, TestFolder } from '../../release/testing/ceremony.ts';
import { type HubRig, startHubRig } from '../support/hub-rig.ts';
import { type SlotKiosk, startSlotKiosk } from '../support/slot-kiosk.ts';

const roles = { app: [['app-1', 'app-2', 'app-3'], 2] } as const;
const signers = ['app-1', 'app-2'];
const nowMs = Date.now();
let folder: TestFolder;
let hub: HubRig;
let kiosk: SlotKiosk;
const builds = new Map<number, OpenedBuild>();

function build(number: number, more: Parameters<typeof makeAppTree>[0]['more'] = {}): OpenedBuild {
  const version = `${number}.0`;
  const out = folder.at(`app-${number}`);
  makeAppTree({ out, version, shippedRoot: metadataOf(firstRoot(nowMs)).toString(), more });
  const built = folder.build(`app-${number}`, `build-${number}`, { folder: out, version });
  builds.set(number, built);
  return built;
}
const idOf = (number: number): ReleaseId => {
  const built = builds.get(number);
  if (built === undefined) throw new Error(`release ${number} was not built`);
  return releaseIdOf(built.manifest.version, built.build.sha256);
};

beforeAll(async () => {
  folder = new TestFolder();
  const one = build(1);
  hub = await startHubRig();
  kiosk = await startSlotKiosk({
    hubUrl: hub.url,
    size: '1080x1920',
    healthPace: 0.05,
    updates: { window: { from: '00:00', to: '00:00' }, quietSeconds: 0, freeze: [] },
    release: one,
    prepare: (dataDir) => hub.enrolMachine(dataDir, 'TH0801', '天河区测试街 08 号机'),
  });
});
afterAll(async () => {
  await kiosk?.close();
  await hub?.close();
  folder?.remove();
});

it('starts', async () => {
  try {
    await kiosk.at('A0');
    console.log(await kiosk.text());
    await kiosk.picture('update/01-before.png');
  } finally {
    console.log(kiosk.output.slice(0, 60).join('\n'));
  }
});
