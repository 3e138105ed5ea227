import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { PageFact } from '../update-health/page-fact.ts';
import { StandingBoard } from '../update-link/standing-board.ts';
import { WatchBoard } from '../watch-board.ts';
import { FleetFacts, type FleetFactsOptions } from './fleet-facts.ts';

const epoch = 'e1';

/** A machine without devices. */
function machine() {
  const clock = new VirtualClock();
  const page = new PageFact(clock, epoch);
  const store = { trustedWallMs: () => clock.wallMs(), onWritten: () => () => undefined, acts: { tally: () => ({}) } };
  const devices = { all: [], hosts: () => [], ioBoard: null, receiptPrinter: null, documentPrinter: null };
  const facts = new FleetFacts({
    ...{ clock, page, devices, standing: new StandingBoard(), watchdog: new WatchBoard(clock), certificate: undefined },
    store: store as unknown as FleetFactsOptions['store'],
  });
  return { page, frames: () => facts.now().renderer?.frames };
}

test('a heartbeat says how many pictures were drawn: without it the alert of a frozen picture never opened for a real machine', () => {
  const { page, frames } = machine();
  expect(frames()).toBe(0);
  page.painted({ epoch, revision: 1 });
  page.painted({ epoch, revision: 2 });
  expect(frames()).toBe(2);
  // Nobody could read it; the page of another start.
  page.painted({ epoch, revision: 3, isBlank: true });
  page.painted({ epoch: 'e0', revision: 9 });
  expect(frames()).toBe(2);
  // Over a page that was lost and loaded again.
  page.lost();
  page.painted({ epoch, revision: 4 });
  expect(frames()).toBe(3);
});
