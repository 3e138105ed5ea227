import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { startFile } from '../../contract/release/start-file.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { bootFile, linkedRelease, slotOf, writeBoot } from '../boot/boot-files.ts';
import { startsOfProbation } from '../boot/boot-record.ts';
import { failed, install, passed, soaked } from '../boot/boot-steps.ts';
import { releaseNamed, temporaryInstallation } from '../testing/installation.ts';
import { launchFigures } from './launch-steps.ts';
import { Launcher } from './launcher.ts';
import { runProgram, type StartProgram } from './run-program.ts';

const [one, two] = [releaseNamed(1), releaseNamed(2)];

/** A program that does what the test says. */
interface Played {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  isEnded: boolean;
  asked: boolean;
  killed: boolean;
  exit(cause: string): void;
}

/** Nothing here goes down often enough (trouble.test.ts). */
const trouble = { ended: () => Promise.resolve(null), began: () => undefined, end: () => undefined };

let machine: ReturnType<typeof temporaryInstallation>;
let clock: VirtualClock;
let started: Played[];
let launcher: Launcher;
/** False = a program that does not hear SIGTERM. */
let obeys: boolean;
let ran: ReturnType<Launcher['run']>;

const start: StartProgram = (command, { env }) => {
  let resolve: (cause: string) => void = () => undefined;
  const ended = new Promise<string>((done) => {
    resolve = done;
  });
  const program: Played = {
    ...{ command, env, isEnded: false, asked: false, killed: false },
    name: `${command[0].split('/').at(-1)} ${env.YITIJI_RELEASE}`,
    exit: (cause) => {
      program.isEnded = true;
      resolve(cause);
    },
  };
  started.push(program);
  return {
    ...{ pid: started.length, ended },
    end: () => {
      program.asked = true;
      if (obeys) program.exit('exit 0');
    },
    kill: () => {
      program.killed = true;
      program.exit('SIGKILL');
    },
  };
};

beforeEach(() => {
  machine = temporaryInstallation([one, two]);
  clock = new VirtualClock();
  [started, obeys] = [[], true];
  launcher = new Launcher({ root: machine.root, clock, start, log: noLog, trouble });
});
afterEach(async () => {
  launcher.stop();
  obeys = true;
  await clock.advance(launchFigures.orderlyEndMs);
  await ran;
  machine.remove();
});

const running = () => started.filter(({ isEnded }) => !isEnded).map(({ name }) => name);
const run = async () => {
  ran = launcher.run();
  await clock.advance(0);
};
/** The program that runs under this name goes down by itself. */
const crash = async (name: string) => {
  const program = started.findLast((candidate) => candidate.name.startsWith(name) && !candidate.isEnded);
  if (program === undefined) throw new Error(`no ${name} runs`);
  program.exit('SIGSEGV');
  await clock.advance(0);
};
const change = (next: ReturnType<typeof install>) => {
  if (!next.ok) throw new Error(next.error);
  writeBoot(machine.root, next.value);
};
/** What an agent does: the record, then its own end. */
const agentSays = async (next: ReturnType<typeof install>) => {
  change(next);
  await crash('updater');
};
const both = (release: string) => [`kiosk ${release}`, `updater ${release}`];

describe('launcher', () => {
  test('both programs of the current release run, out of their slot, and know where they stand', async () => {
    await run();
    expect(running()).toEqual(both(one));
    const slot = slotOf(machine.root, one);
    expect(started[1]).toMatchObject({
      command: [`${slot}/bin/updater`, `${slot}/agent`],
      env: { YITIJI_ROOT: machine.root, YITIJI_SLOT: slot, YITIJI_RELEASE: one },
    });
  });

  test('an agent that has written where to go and ended, for whatever reason, is followed: no word between the two can be lost', async () => {
    await run();
    await agentSays(install(machine.record(), two));
    expect(running()).toEqual(both(two));
    expect(started[0]?.asked).toBe(true);
    expect(machine.record()).toMatchObject({ phase: 'trying', candidate: two, triesLeft: 2 });
    await agentSays(failed(machine.record(), 'unhealthy'));
    expect(running()).toEqual(both(one));
    expect(linkedRelease(machine.root)).toBe(one);
    expect(machine.record()).toMatchObject({ phase: 'committed', quarantined: [{ release: two, cause: 'unhealthy' }] });
  });

  test('three exits within five minutes while it is tried: given up, whichever program it was, the agent too', async () => {
    change(install(machine.record(), two));
    await run();
    for (const name of ['kiosk', 'updater', 'kiosk']) {
      expect(running()).toEqual(expect.arrayContaining(both(two)));
      await crash(name);
      await clock.advance(1_000);
    }
    expect(running()).toEqual(both(one));
    expect(machine.record()).toMatchObject({
      phase: 'committed',
      reports: [{ release: two, outcome: 'rolledBack', cause: 'crashLoop' }],
    });
  });

  test('a release that passed and then goes down again and again within its probation: the one before runs, and it is not tried again', async () => {
    change(install(machine.record(), two));
    await run();
    change(passed(machine.record(), true, '2026-11-28T12:00:00.000Z'));
    for (let n = 0; n < launchFigures.crashes; n += 1) {
      expect(running().sort()).toEqual(both(two));
      await crash('kiosk');
      await clock.advance(1_000);
    }
    expect(running()).toEqual(both(one));
    expect(linkedRelease(machine.root)).toBe(one);
    expect(machine.record()).toMatchObject({
      ...{ phase: 'committed', current: one, previous: null, soak: null },
      ...{
        quarantined: [{ release: two }],
        reports: [{ outcome: 'succeeded' }, { outcome: 'rolledBack', cause: 'crashLoop' }],
      },
    });
  });

  test('a display that goes down once, or comes up late, takes no release on probation with it: the kiosk is started when it is there', async () => {
    let isDisplayThere = false;
    const shown = { root: machine.root, clock, start, log: noLog, trouble };
    launcher = new Launcher({ ...shown, isDisplayThere: () => Promise.resolve(isDisplayThere) });
    change(install(machine.record(), two));
    await run();
    await clock.advance(3_000);
    expect(running()).toEqual([`updater ${two}`]);
    isDisplayThere = true;
    await clock.advance(launchFigures.displayAgainMs);
    expect(running().sort()).toEqual(both(two));
    isDisplayThere = false;
    await crash('kiosk');
    await clock.advance(4_000);
    isDisplayThere = true;
    await clock.advance(launchFigures.displayAgainMs);
    expect(running().sort()).toEqual(both(two));
    expect(started.filter(({ name }) => name.startsWith('kiosk'))).toHaveLength(2);
    expect(machine.record()).toMatchObject({ phase: 'trying', candidate: two });
  });

  test('a display that never comes keeps no terminal service from its start, and one that goes down with each kiosk gives a release up', async () => {
    const shown = { root: machine.root, clock, start, log: noLog, trouble };
    launcher = new Launcher({ ...shown, isDisplayThere: () => Promise.resolve(false) });
    change(install(machine.record(), two));
    await run();
    for (let n = 0; n < launchFigures.crashes; n += 1) {
      await clock.advance(launchFigures.displayMs + 1_000);
      expect(running().sort()).toEqual(both(two));
      await crash('kiosk');
    }
    expect(machine.record()).toMatchObject({ phase: 'committed', quarantined: [{ release: two, cause: 'crashLoop' }] });
  });

  test('a start of a release on probation takes one off, and no more', async () => {
    change(install(machine.record(), two));
    await run();
    change(passed(machine.record(), true, '2026-11-28T12:00:00.000Z'));
    for (let starts = 1; starts <= 2; starts += 1) {
      launcher.stop();
      await ran;
      launcher = new Launcher({ root: machine.root, clock, start, log: noLog, trouble });
      await run();
      expect(running()).toEqual(both(two));
      expect(machine.record().soak).toEqual({ startsLeft: startsOfProbation - starts });
    }
  });

  test('a release that has ended its probation stays, however often it goes down', async () => {
    change(install(machine.record(), two));
    await run();
    change(passed(machine.record(), true, '2026-11-28T12:00:00.000Z'));
    writeBoot(machine.root, soaked(machine.record()));
    for (let n = 0; n < 2 * launchFigures.crashes; n += 1) {
      await crash('kiosk');
      await clock.advance(1_000 * 2 ** n);
    }
    await clock.advance(60_000);
    expect(running().sort()).toEqual(both(two));
  });

  test('three exits that lie further apart are no loop', async () => {
    change(install(machine.record(), two));
    await run();
    for (let n = 0; n < 4; n += 1) {
      await crash('kiosk');
      await clock.advance(launchFigures.crashesWithinMs / 2 + 1);
    }
    expect(running().sort()).toEqual(both(two));
  });

  test('a proven release is started again for ever, with growing pauses: there is nothing better to go to', async () => {
    await run();
    for (let n = 0; n < 10; n += 1) {
      await crash('kiosk');
      expect(running()).toEqual([`updater ${one}`]);
      await clock.advance(200 * 2 ** Math.min(n, 5) - 1);
      expect(running()).toEqual([`updater ${one}`]);
      await clock.advance(10_000);
      expect(running().sort()).toEqual(both(one));
    }
    expect(machine.record()).toMatchObject({ phase: 'committed', quarantined: [] });
  });

  test('a release whose agent says nothing is given up from outside; one that has proven itself by then is left alone', async () => {
    change(install(machine.record(), two));
    await run();
    await clock.advance(launchFigures.silentAfterMs - 1);
    expect(running()).toEqual(both(two));
    await clock.advance(1);
    expect(running()).toEqual(both(one));
    expect(machine.record().reports).toMatchObject([{ release: two, cause: 'silent' }]);
    const three = releaseNamed(3);
    machine.remove();
    machine = temporaryInstallation([one, three]);
    launcher.stop();
    await ran;
    launcher = new Launcher({ root: machine.root, clock, start, log: noLog, trouble });
    change(install(machine.record(), three));
    await run();
    change(passed(machine.record(), true, '2026-11-28T12:00:00.000Z'));
    await clock.advance(launchFigures.silentAfterMs);
    expect(running()).toEqual(both(three));
  });

  test('the end: both are asked, what does not hear is killed, and nothing is started any more', async () => {
    obeys = false;
    await run();
    launcher.stop();
    await clock.advance(launchFigures.orderlyEndMs - 1);
    expect(started.map(({ asked, killed }) => ({ asked, killed }))).toEqual([
      { asked: true, killed: false },
      { asked: true, killed: false },
    ]);
    await clock.advance(1);
    expect(await ran).toEqual({ ok: true, value: null });
    expect(started).toHaveLength(2);
    expect(running()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('what a program that went down has left behind is ended before it starts again, and not at once: it may be ending in order', async () => {
    await run();
    const [kiosk] = started;
    await crash('kiosk');
    await clock.advance(199);
    expect(kiosk?.killed).toBe(false);
    await clock.advance(1);
    expect(kiosk?.killed).toBe(true);
    expect(running().sort()).toEqual(both(one));
    // The one that runs is asked first, as always.
    await agentSays(install(machine.record(), two));
    const second = started.find(({ name }, index) => name === `kiosk ${one}` && index > 1);
    expect(second).toMatchObject({ asked: true });
  });

  test('a damaged record starts nothing and changes nothing, and says what a person does', async () => {
    writeFileSync(join(machine.root, bootFile), '{"format":"yitiji-boot/1"');
    await run();
    expect(await ran).toMatchObject({ ok: false, error: { code: 'damaged', help: expect.stringContaining('repair') } });
    expect(started).toEqual([]);
  });

  test('a slot that says not how it is started: a tried one is given up, a proven one is told', async () => {
    rmSync(join(slotOf(machine.root, two), startFile));
    change(install(machine.record(), two));
    await run();
    expect(running()).toEqual(both(one));
    rmSync(join(slotOf(machine.root, one), startFile));
    change(install({ ...machine.record(), quarantined: [] }, two));
    await crash('updater');
    expect(await ran).toMatchObject({ ok: false, error: { code: 'noStartFile' } });
  });

  describe('a disk that takes no record', () => {
    /** As a full or read-only disk: nothing can be written there. */
    const blocker = () => join(machine.root, `${bootFile}.new`);
    const block = () => mkdirSync(blocker());
    const free = () => rmSync(blocker(), { recursive: true });

    test('in the hour after an update: the kiosk runs, and the agent too as soon as there is room', async () => {
      change(install(machine.record(), two));
      await run();
      change(passed(machine.record(), true, '2026-11-28T12:00:00.000Z'));
      launcher.stop();
      await ran;
      block();
      launcher = new Launcher({ root: machine.root, clock, start, log: noLog, trouble });
      await run();
      expect(running()).toEqual([`kiosk ${two}`]);
      await crash('kiosk');
      await clock.advance(launchFigures.unkeptRestartMs);
      expect(running()).toEqual([`kiosk ${two}`]);
      await clock.advance(launchFigures.unkeptRetryMs);
      expect(running()).toEqual([`kiosk ${two}`]);
      free();
      await clock.advance(launchFigures.unkeptRetryMs);
      expect(running()).toEqual(both(two));
      expect(machine.record().soak).toEqual({ startsLeft: startsOfProbation - 1 });
    });

    test('while a release is tried: the proven one serves until there is room, and is not torn down meanwhile', async () => {
      change(install(machine.record(), two));
      block();
      await run();
      expect(running()).toEqual([`kiosk ${one}`]);
      await clock.advance(2 * launchFigures.silentAfterMs);
      expect(started).toHaveLength(1);
      free();
      await crash('kiosk');
      await clock.advance(launchFigures.unkeptRestartMs);
      expect(running()).toEqual(both(two));
    });

    test('and a kiosk that goes down again and again: citizens are told, and its next start waits as long as that takes', async () => {
      change(install(machine.record(), two));
      block();
      const pauseMs = 60_000;
      const told: string[] = [];
      const ended = (cause: string) => {
        told.push(cause);
        return Promise.resolve(pauseMs);
      };
      launcher = new Launcher({ root: machine.root, clock, start, log: noLog, trouble: { ...trouble, ended } });
      await run();
      await crash('kiosk');
      expect(told).toHaveLength(1);
      await clock.advance(pauseMs - 1);
      expect(running()).toEqual([]);
      await clock.advance(1);
      expect(running()).toEqual([`kiosk ${one}`]);
    });

    test('when a release is given up: the proven one serves', async () => {
      change(install(machine.record(), two));
      await run();
      block();
      for (let n = 0; n < launchFigures.crashes; n += 1) {
        await crash('kiosk');
        await clock.advance(1_000);
      }
      expect(running()).toEqual([`kiosk ${one}`]);
      free();
    });
  });

  test('a real folder in the place of the link is moved aside: the release starts', async () => {
    rmSync(join(machine.root, 'current'));
    mkdirSync(join(machine.root, 'current', 'slots'), { recursive: true });
    await run();
    expect(running()).toEqual(both(one));
    expect(linkedRelease(machine.root)).toBe(one);
  });

  test('a program that goes down for weeks leaves no timer behind', async () => {
    await run();
    const before = clock.pending;
    for (let n = 0; n < 20; n += 1) {
      await crash('kiosk');
      await clock.advance(10_000);
    }
    expect(clock.pending).toBe(before);
  });
});

test('a program that cannot be started ends by itself, however the system says so: the launcher goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-program-'));
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const endOf = (path: string) => runProgram([path], { cwd: folder, env: {} }).ended;
  expect(await endOf(join(folder, 'none'))).toBe('ENOENT');
  // Thrown by the start itself.
  expect(await endOf(join(file, 'none'))).toBe('ENOTDIR');
  rmSync(folder, { recursive: true });
});
