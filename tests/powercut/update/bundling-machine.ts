import { systemClock } from '../../../contract/clock.ts';
import { healthPolicy } from '../../../updater/health/judge.ts';
import { AgentRig } from '../../../updater/testing/agent-rig.ts';
import { type TestRelease, testConfig, testRelease } from '../../../updater/testing/test-release.ts';

export const application = testRelease(9);
const [first, second, third] = [testConfig(1), testConfig(2), testConfig(3)];
export const lastConfig: TestRelease = third;
const releases: readonly TestRelease[] = [application, first, second, third];

/** A machine that stands on this folder already. */
export function rigOn(root: string): AgentRig {
  const rig = new AgentRig(releases, { root, time: systemClock });
  rig.healthPolicy = { ...healthPolicy, steadyMs: 0 };
  // The second one does no good.
  rig.terminal.onActivate = (release) => (release === second.id ? 'fleet.json:1:1 frozen' : null);
  return rig;
}

/** The life of a machine through configurations: one that is taken, one that is swapped back, one that takes the place of the first. */
export async function liveThroughConfigs(root: string, say: (line: string) => void): Promise<void> {
  const rig = rigOn(root);
  rig.start();
  for (const release of [first, second, third]) {
    const from = rig.lines.length;
    say(`WANTED ${release.id}`);
    rig.terminal.assign({ bundles: [rig.signed(release)] });
    await rig.said(release === second ? 'update.bundle.givenBack' : 'update.bundle.proven', from);
    say(release === second ? `BACK ${first.id}` : `PROVEN ${release.id}`);
  }
  rig.cut();
}
