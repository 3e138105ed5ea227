import { systemClock } from '../../../contract/clock.ts';
import type { Result } from '../../../contract/result.ts';
import { prepareStart, readBoot, writeBoot } from '../../../updater/boot/boot-files.ts';
import type { BootRecord } from '../../../updater/boot/boot-record.ts';
import { type BootRefusal, goBack, install, passed } from '../../../updater/boot/boot-steps.ts';
import { unsureBytes } from '../../../updater/files/file-store.ts';
import { AgentRig } from '../../../updater/testing/agent-rig.ts';
import { placeRelease, type TestRelease, testRelease } from '../../../updater/testing/test-release.ts';

/** No two parts of it are the same; larger than what a cut may cost. */
export const largeFile: Buffer = Buffer.alloc(5 * unsureBytes + 5_000);
for (let at = 0; at + 4 <= largeFile.byteLength; at += 4) largeFile.writeUInt32LE(at * 1_013 + 1, at);

const [first, second, third, fourth] = [
  testRelease(1),
  testRelease(2, { 'app/large': largeFile }),
  testRelease(3),
  testRelease(4),
] as const;
/** What a machine lives through, in this order. */
export const releasesOfALife: readonly TestRelease[] = [first, second, third, fourth];

/**
 * The life of a machine through updates: a good one and one that fails, by the agent; one that never proves itself, and a step back by hand.
 */
export async function liveThroughUpdates(root: string, say: (line: string) => void): Promise<void> {
  const rig = new AgentRig(releasesOfALife, { root, time: systemClock });
  rig.healthPolicy = { limitMs: 60_000, offlineAfterMs: 0, steadyMs: 0 };
  rig.onStart = (release) => say(`RUN ${release}`);
  serveSlowly(rig, say);
  rig.start();

  await bring(rig, second, say);
  rig.start();
  await rig.said('update.release.judged');
  say(`COMMITTED ${second.id}`);

  const { store } = rig.terminal.health;
  await bring(rig, third, say);
  rig.terminal.healthIs({ store: { ...store, fault: 'corrupt' } });
  const from = rig.lines.length;
  rig.start();
  await rig.said('update.release.switching', from);
  say(`FAILED ${third.id}`);
  rig.terminal.healthIs({ store });
  // Without an agent from here on: what only launcher and record do.
  start(root, say);

  placeRelease(root, fourth);
  say(`WANTED ${fourth.id}`);
  change(root, (record) => install(record, fourth.id));
  say(`TRYING ${fourth.id}`);
  for (let n = 0; n < 4; n += 1) start(root, say);

  const before = recordOf(root).previous;
  say(`WANTED ${before}`);
  change(root, goBack);
  say(`TRYING ${before}`);
  start(root, say);
  change(root, (record) => passed(record, false, now()));
  say(`COMMITTED ${before}`);
}

/** The large file comes in parts; each is written before the next is asked for, and said then. */
function serveSlowly(rig: AgentRig, say: (line: string) => void): void {
  const { fetch } = rig;
  rig.fetch = async (url, init) => {
    const reply = await fetch(url, init);
    const body = new Uint8Array(await reply.arrayBuffer());
    if (body.byteLength !== largeFile.byteLength) return new Response(body, reply);
    let at = 0;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      say(`CAME ${at}`);
      if (at === body.byteLength) {
        controller.close();
        return;
      }
      const next = Math.min(at + 20_000, body.byteLength);
      controller.enqueue(body.subarray(at, next));
      at = next;
    };
    return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), reply);
  };
}

/** Until the agent has ended. */
async function bring(rig: AgentRig, release: TestRelease, say: (line: string) => void): Promise<void> {
  const from = rig.lines.length;
  rig.assign(release);
  await rig.said('"step":"switching"', from);
  say(`WANTED ${release.id}`);
  await rig.said('update.release.switching', from);
  say(`TRYING ${release.id}`);
}

function start(root: string, say: (line: string) => void): void {
  const ready = prepareStart(root, now);
  if (!ready.ok) throw new Error(ready.error.code);
  say(`RUN ${ready.value}`);
}

function change(root: string, next: (record: BootRecord) => Result<BootRecord, BootRefusal>): void {
  const changed = next(recordOf(root));
  if (!changed.ok) throw new Error(changed.error);
  writeBoot(root, changed.value);
}

function recordOf(root: string): BootRecord {
  const read = readBoot(root);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}

const now = () => '2026-11-28T12:00:00.000Z';
