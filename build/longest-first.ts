import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { root } from './project.mjs';

/**
 * The test files that take longest, longest first. A new clone knows of no earlier run: Vitest would go by the size of files, and some of these would run at the very end, alone. Who is not
 * here takes less than ten seconds.
 */
export const longest: readonly string[] = [
  // Projects e2e and access
  'tests/access/every-screen.test.ts',
  'tests/e2e/services-work-health-and-family.test.ts',
  'tests/e2e/nothing-personal-is-left.test.ts',
  'tests/e2e/services-cards-and-certificates.test.ts',
  'tests/e2e/services-home-and-business.test.ts',
  'tests/e2e/device-faults.test.ts',
  'tests/e2e/journey-j1-card.test.ts',
  'tests/e2e/update-on-a-running-kiosk.test.ts',
  'tests/console/the-console-is-walked.test.ts',
  'tests/console/no-page-breaks-at-its-edges.test.ts',
  'tests/e2e/link-and-power.test.ts',
  'tests/e2e/set-up.test.ts',
  'tests/e2e/pages-of-a-moment.test.ts',
  'tests/e2e/loss-report.test.ts',
  'tests/e2e/leaves.test.ts',
  'tests/e2e/technician.test.ts',
  // Project integration
  'tests/integration/device-commands.test.ts',
  'tests/integration/three-hubs-killed-under-load.test.ts',
  'tests/integration/command-line.test.ts',
  'tests/integration/an-operator-commands-a-machine.test.ts',
  'tests/chaos/a-bad-network-loses-nothing.test.ts',
  'tests/integration/document-printer-on-cups.test.ts',
  'tests/integration/smart-card-on-pcscd.test.ts',
  'tests/integration/a-catalogue-reaches-a-running-service.test.ts',
  // Project unit
  'tests/cuts/card-or-company-cut-anywhere.test.ts',
  'tests/cuts/application-cut-anywhere.test.ts',
  'terminal/session/every-page.test.ts',
  'tests/static/types.test.ts',
  'tests/powercut/power-cut.test.ts',
  'hub/hub-recovery.test.ts',
  'terminal/setup/ports/search-on-real-ports.test.ts',
  'tests/static/lint.test.ts',
  'tests/cuts/certificate-cut-anywhere.test.ts',
  'terminal/session/every-item.test.ts',
  'tests/powercut/update/update-cut.test.ts',
  'drivers/conformance/random-lives.test.ts',
  'hub/cases/biz-open.test.ts',
  'terminal/cli/setup.test.ts',
  'drivers/conformance/codecs-survive-anything.test.ts',
  'tests/powercut/update/metadata-cut.test.ts',
  'drivers/native-host/crash-and-hang.test.ts',
  'drivers/simulators/cli/simulators-leave-nothing-behind.test.ts',
  'tests/powercut/update/bundle-cut.test.ts',
];

/** The order of a run: the longest files first, then the others as Vitest has them. Which project runs when is decided by `groupOrder`, not here. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return longestFirst(await super.sort(files), ({ moduleId }) => relative(root, moduleId));
  }
}

/** Pure. @param pathOf path of a file below the root of the project */
export function longestFirst<T>(files: readonly T[], pathOf: (file: T) => string): T[] {
  const rank = (file: T) => {
    const at = longest.indexOf(pathOf(file));
    return at < 0 ? longest.length : at;
  };
  return files.toSorted((a, b) => rank(a) - rank(b));
}
