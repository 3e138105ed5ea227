import type { SetupStep } from '../progress.ts';
import { enrolPage } from './enrol-page.ts';
import type { SetupKit, SetupPage } from './kit.ts';
import { profilePage, reportPage, testsPage } from './last-pages.ts';
import { networkPage } from './network-page.ts';
import { panelPage } from './panel-page.ts';
import { portsPage } from './ports-pages.ts';

/** One page for each step: a pure function of what is there. */
export const setupPages: Readonly<Record<SetupStep, (kit: SetupKit) => SetupPage>> = {
  panel: panelPage,
  network: networkPage,
  enrol: enrolPage,
  ports: portsPage,
  profile: profilePage,
  tests: testsPage,
  report: reportPage,
};
