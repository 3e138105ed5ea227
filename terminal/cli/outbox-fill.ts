import { systemClock } from '../../contract/clock.ts';
import { type Command, UsageError } from '../../contract/command.ts';
import type { SubmitBody } from '../../contract/envelope.ts';
import { noLog } from '../../contract/log.ts';
import { newUnopenableKey } from '../../contract/suites/intl-1.ts';
import { systemRandom } from '../crypto/random.ts';
import { openStore } from '../store/open-store.ts';
import type { Identity, Store } from '../store/store.ts';

const dayMs = 86_400_000;

/**
 * Fills a queue through the real submit path and prints `ACK <id>` after each commit that is on disk: whoever kills the process or cuts the power
 * can compare.
 */
export const outboxFill: Command = {
  name: 'outbox fill',
  summary: 'Commits synthetic applications, printing ACK <id> after each one that is durable.',
  options: {
    data: { type: 'string', required: true, help: 'data folder; made when missing' },
    count: { type: 'string', required: true, help: 'how many, 1 to 1000000' },
  },
  run: async ({ options }, io) => {
    const count = Number(options.count);
    if (!Number.isInteger(count) || count < 1 || count > 1_000_000) {
      throw new UsageError(`--count must be a whole number from 1 to 1000000, not ${String(options.count)}`);
    }
    let stand: Identity | null = null;
    let daysAhead = 0;
    const opened = openStore({
      dir: String(options.data),
      clock: systemClock,
      log: noLog,
      random: systemRandom,
      sealingWhenNotEnrolled: () => stand,
      trustedWallMs: () => systemClock.wallMs() + daysAhead * dayMs,
    });
    if (!opened.ok) return failed(0, opened.error);
    const store = opened.value;
    try {
      stand = fillOnlyIdentity(store);
      for (let done = 0; done < count; done += 1) {
        if (io.signal.aborted) return failed(done, { code: 'aborted', detail: 'stopped by a signal' });
        let submitted = await submitOne(store, stand.kiosk);
        // Synthetic cases may use tomorrow's numbers; a real machine stops at 9,999 a day.
        while (!submitted.ok && submitted.error.code === 'receiptsExhausted') {
          daysAhead += 1;
          submitted = await submitOne(store, stand.kiosk);
        }
        if (!submitted.ok) return failed(done, submitted.error);
        io.out(`ACK ${submitted.value.messageId}`);
      }
    } finally {
      store.close();
    }
    return { exit: 0, json: { committed: count }, text: `${count} committed` };
  },
};

function failed(committed: number, error: { readonly code: string; readonly detail: string }) {
  return {
    exit: 1,
    json: { committed, error },
    text: `${committed} committed, then ${error.code}: ${error.detail}`,
  } as const;
}

/** A machine that was never claimed seals to a key that nobody can open, the same one at every run. */
function fillOnlyIdentity(store: Store): Identity {
  const known = store.identity();
  if (known !== null) return known;
  const publicKey = store.meta.get('fill-only') ?? newUnopenableKey();
  store.meta.set('fill-only', publicKey);
  return {
    deviceId: 'fill-only',
    kiosk: 'TH9999',
    place: 'fill-only',
    keeperPhone: '',
    sealing: { suite: 'intl-1', kid: 'fill-only', publicKey },
    replyKey: { kid: 'fill-only', publicKey: '' },
  };
}

function submitOne(store: Store, kiosk: string) {
  return store.submitCase({
    kiosk,
    itemId: 'ss.card.loss',
    itemVersion: 1,
    prio: 0,
    offline: true,
    session: 'outbox-fill',
    body: syntheticBody,
  });
}

/** About as large as a real application. The number is in a range that no person has (region 000000). */
function syntheticBody(receiptNo: string): SubmitBody {
  const at = new Date(systemClock.wallMs()).toISOString();
  const person = { docType: 'resident', idNumber: '000000190001010009', name: '测试', level: 'L1', at } as const;
  return {
    format: 'yitiji-submit/1',
    receiptNo,
    itemId: 'ss.card.loss',
    itemVersion: 1,
    actor: person,
    subject: person,
    answers: { card: 'fill-only' },
    consents: [{ kind: 'item', textVersion: 1, language: 'zh-CN', at, result: 'given' }],
    offline: true,
    capturedAt: at,
  };
}
