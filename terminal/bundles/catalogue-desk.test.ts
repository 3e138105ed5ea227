import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { AskInput, AskOutput } from '../../contract/update-gate.ts';
import type { CatalogueInForce } from '../catalogue/catalogue-in-force.ts';
import { configFolder } from '../catalogue/check/guide-example.test-data.ts';
import type { GateCaller } from '../update-gate/update-gate.ts';
import { CatalogueDesk } from './catalogue-desk.ts';
import { judgeCatalogue } from './catalogue-judge.ts';

const [one, two] = [`1-${'a'.repeat(16)}`, `2-${'b'.repeat(16)}`] as const;
let dir: string;
let link: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-desk-'));
  link = join(dir, 'current');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
function linkTo(release: string | null): void {
  rmSync(link, { force: true });
  if (release !== null) symlinkSync(join('slots', release), link);
}

/** A gate at which somebody is served until `free`. */
class Gate {
  readonly asks: AskInput[] = [];
  readonly gone = (id: string) => void this.left.push(id);
  readonly left: string[] = [];
  isFree = false;
  #caller: GateCaller | null = null;
  readonly ask = (caller: GateCaller, input: AskInput): AskOutput => {
    this.#caller = caller;
    this.asks.push(input);
    if (!this.isFree) return { state: 'waiting', reasons: [] };
    return { state: 'granted', lease: { leaseId: 'l', endsInMs: 1, limitInMs: 1 } };
  };
  free(): void {
    this.#caller?.tell({ name: 'update.granted', lease: { leaseId: 'l', endsInMs: 1, limitInMs: 1 } });
  }
  stillWaits(): void {
    this.#caller?.tell({ name: 'update.waiting', reasons: [] });
  }
}

function rig(inForce: Partial<CatalogueInForce> = {}, canRestart = true, isStoreOk = true) {
  const gate = new Gate();
  const restarts: string[] = [];
  const judged: string[] = [];
  const answers: Result<readonly string[], string>[] = [];
  const desk = new CatalogueDesk({
    ...{ link, shippedDir: '/shipped', inForce: { release: null, refused: null, ...inForce }, gate, log: noLog },
    isStoreOk: () => isStoreOk,
    judge: (path) => {
      judged.push(path);
      return Promise.resolve(answers.shift() ?? ok([]));
    },
    restart: canRestart ? (reason) => void restarts.push(reason) : undefined,
  });
  return { desk, gate, restarts, judged, answers };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('judging a catalogue', () => {
  test('keeps no citizen waiting: the first question begins it, a later one has the answer, and it is judged once', async () => {
    const { desk, judged, answers } = rig();
    answers.push(ok(['catalogue/x.json:1 schema /id']));
    expect([desk.check('/b'), desk.check('/b')]).toEqual([err('notReady'), err('notReady')]);
    await settled();
    expect(desk.check('/b')).toEqual(ok({ faults: ['catalogue/x.json:1 schema /id'] }));
    expect(judged).toEqual(['/b']);
  });

  test('that could not be done is no verdict: it is done again', async () => {
    const { desk, judged, answers } = rig();
    answers.push(err('SIGKILL'));
    desk.check('/b');
    await settled();
    expect(desk.check('/b')).toEqual(err('notReady'));
    await settled();
    expect([desk.check('/b'), judged]).toEqual([ok({ faults: [] }), ['/b', '/b']]);
  });
});

describe('a catalogue that is linked', () => {
  test('is never taken while somebody is served, and at once when nobody is any more', () => {
    const { desk, gate, restarts } = rig();
    linkTo(one);
    expect([desk.activate(), desk.activate()]).toEqual([
      { fault: null, isWaiting: true },
      { fault: null, isWaiting: true },
    ]);
    gate.stillWaits();
    expect([restarts, gate.asks]).toEqual([[], [{ estimateSeconds: null, isOverdue: true }]]);
    gate.free();
    gate.free();
    expect(restarts).toEqual(['catalogue']);
  });

  test('is taken at once by a machine that nobody uses', () => {
    const { desk, gate, restarts } = rig();
    gate.isFree = true;
    linkTo(one);
    expect([desk.activate(), restarts]).toEqual([{ fault: null, isWaiting: true }, ['catalogue']]);
  });

  test('waits for the next start where nobody would start the service again', () => {
    const { desk, gate } = rig({}, false);
    linkTo(one);
    expect([desk.activate(), gate.asks]).toEqual([{ fault: null, isWaiting: true }, []]);
  });

  test('is in force after the start that has read it; the machine does not restart for ever', () => {
    const { desk, gate } = rig({ release: one });
    linkTo(one);
    expect([desk.activate(), gate.asks]).toEqual([{ fault: null }, []]);
  });

  test('is not proven by a service without a store, and does not restart it', () => {
    const { desk, gate } = rig({ release: one }, true, false);
    linkTo(one);
    expect([desk.activate(), gate.asks]).toEqual([{ fault: null, isWaiting: true }, []]);
  });

  test('that the start could not read is told with its fault, without another start', () => {
    const { desk, gate } = rig({ refused: { release: one, what: 'u.help.json: not JSON' } });
    linkTo(one);
    expect([desk.activate(), gate.asks]).toEqual([{ fault: 'u.help.json: not JSON' }, []]);
    // Swapped back to nothing: what came with the application is in force already.
    linkTo(null);
    expect([desk.activate(), gate.asks]).toEqual([{ fault: null }, []]);
  });

  test('swapped back before anybody read it needs no start', () => {
    const { desk, gate } = rig({ release: one });
    linkTo(two);
    desk.activate();
    linkTo(one);
    expect([desk.activate(), gate.left]).toEqual([{ fault: null }, ['catalogue']]);
  });
});

describe('the check in its own process', () => {
  const { signal } = new AbortController();
  test('finds mistakes by place and rule and tells no words of the file', async () => {
    using shipped = configFolder();
    using bundle = configFolder();
    rmSync(join(bundle.dir, 'texts'), { recursive: true });
    mkdirSync(join(bundle.dir, 'texts'));
    bundle.remove('catalogue/u.help.json');
    const words = { 'zh-CN': '市民{x}热线', 'zh-HK': '市民{x}熱線', en: '{x} line' };
    bundle.write('texts/region.json', { 'hotline.city': words });
    const found = ['catalogue:0 item', 'texts/region.json:2 text.places /hotline.city'];
    expect(await judgeCatalogue(bundle.dir, shipped.dir, signal)).toEqual(ok(found));
  });

  test('takes items and nothing else: texts and receipts stand in the release', async () => {
    using shipped = configFolder();
    using bundle = configFolder();
    rmSync(join(bundle.dir, 'texts'), { recursive: true });
    rmSync(join(bundle.dir, 'receipts'), { recursive: true });
    expect(await judgeCatalogue(bundle.dir, shipped.dir, signal)).toEqual(ok([]));
  });
});
