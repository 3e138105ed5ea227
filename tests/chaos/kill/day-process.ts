import { writeSync } from 'node:fs';
import { systemClock } from '../../../contract/clock.ts';
import { noLog } from '../../../contract/log.ts';
import { createRandom } from '../../../hub/city/random.ts';
import { loadDeviceKey } from '../../../terminal/crypto/device-key.ts';
import { systemRandom } from '../../../terminal/crypto/random.ts';
import { openStore } from '../../../terminal/store/open-store.ts';
import type { Identity, Store } from '../../../terminal/store/store.ts';
import { submitBody } from '../../../terminal/store/testing/temporary-store.ts';
import { type HubLink, makeHubLink } from '../../../terminal/sync/sync.ts';
import { lineOf, type Say } from '../../powercut/said.ts';
import { WorkingMachine } from '../../powercut/workload/working-machine.ts';
import type { DayOrder } from './orders.ts';

/**
 * A machine that works until it is killed: real store, real sync with a real hub. Waits for its parent's word, so that the parent may start the next one
 * before it kills the last. Says each commit with one write, as it happens; `DRAINED` when it was told to end and nothing waits any more.
 */
let isEnding = false;

const order = await new Promise<DayOrder>((resolve) => {
  process.on('message', (message) => {
    if (message === 'end') isEnding = true;
    else resolve(message as DayOrder);
  });
  process.send?.('ready');
});
// The parent has died: nobody would ever kill this process.
const orphaned = () => process.exit(1);
process.once('disconnect', orphaned);

const say: Say = (said) => void writeSync(1, `${lineOf(said)}\n`);
const random = createRandom(order.seed).next;
const opened = openStore({ dir: order.dataDir, clock: systemClock, log: noLog, random: systemRandom });
if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
const store = opened.value;
const identity = enrolled(store);
const link = connect(store, identity);
const machine = new WorkingMachine({
  open: () => store,
  clock: systemClock,
  random,
  say,
  life: order.life,
  application: () => {
    const person = order.people[Math.floor(random() * order.people.length)];
    if (person === undefined) throw new Error('nobody lives here');
    const { name, idNumber } = person;
    const at = new Date(systemClock.wallMs()).toISOString();
    return {
      kiosk: identity.kiosk,
      prio: 0,
      body: (receiptNo) => {
        const body = submitBody(receiptNo);
        const named = { ...body.actor, name, idNumber, at };
        const answers = { action: 'report', reason: 'lost', act: receiptNo };
        return { ...body, actor: named, subject: named, answers, offline: true, capturedAt: at };
      },
      offline: true,
    };
  },
});
link.sync.start();
await machine.boot();
while (!isEnding) await step();
await drain();
await link.sync.stop();
store.close();
process.off('disconnect', orphaned);
process.disconnect();
writeSync(1, 'DRAINED\n');

async function step(): Promise<void> {
  const draw = random();
  if (draw < 0.5) {
    const id = await machine.submit();
    link.sync.kick();
    // Some citizens wait for the hub's word, some have gone: both must survive the kill.
    if (random() < 0.4) await link.sync.waitVerdict(id, 5_000);
  } else if (draw < 0.7) await machine.print();
  else if (draw < 0.8) await machine.card();
  else if (draw < 0.88) await machine.rate();
  else if (draw < 0.95) machine.note();
  else await machine.exchangeBins();
}

/** Until the hub has given its word for everything. */
async function drain(): Promise<void> {
  for (;;) {
    const waiting = store.outbox.list().filter(({ state }) => state === 'pending' || state === 'inflight');
    if (waiting.length === 0) return;
    link.sync.kick();
    await Promise.all(waiting.slice(0, 100).map(({ id }) => link.sync.waitVerdict(id, 15_000)));
  }
}

function enrolled(from: Store): Identity {
  const known = from.identity();
  if (known === null) throw new Error('this machine is not enrolled');
  return known;
}

/** The hub's verdicts are said before they are written, since bodies may go only after them. */
function connect(to: Store, identity: Identity): HubLink {
  const outbox: Store['outbox'] = {
    ...to.outbox,
    settle: (settlements) => {
      for (const { id, verdict } of settlements) say({ kind: 'verdict', id, word: verdict });
      return to.outbox.settle(settlements);
    },
  };
  return makeHubLink({
    store: { ...to, outbox },
    clock: systemClock,
    log: noLog,
    random: systemRandom,
    version: '0.0.0',
    baseUrl: order.hubUrl,
    key: loadDeviceKey(order.dataDir),
    identity,
    devices: () => [],
    intake: () => 'open',
  });
}
