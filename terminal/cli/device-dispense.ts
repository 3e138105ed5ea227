import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import type { Command, CommandIo, CommandResult } from '../../contract/command.ts';
import { choiceOption, numberOption, type Options } from '../../contract/command-options.ts';
import { type ErrorCode, errorCodes } from '../../contract/device.ts';
import type { CardDispenserSettings } from '../../contract/device-settings.ts';
import { noLog } from '../../contract/log.ts';
import type { CardDispenser } from '../../drivers/card-dispenser/card-dispenser.ts';
import { driversOf } from '../../drivers/registry.ts';
import { systemRandom } from '../crypto/random.ts';
import { reconcileCardsAtBoot } from '../devices/boot-reconcile.ts';
import { ClaimManager } from '../devices/claims.ts';
import { Custodian } from '../devices/custodian.ts';
import { issueCard } from '../devices/issue-card.ts';
import type { IssuePhase, IssueResult } from '../devices/issue-request.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';
import { faultJson, faultText } from './fault-json.ts';
import { deviceOptions, openFromOptions } from './open-from-options.ts';

const deviceId = 'dispenser';

/** Hands out one card, and takes it back when nobody takes it. One run feeds at most one card, whatever is lost on the way. */
export const deviceDispense: Command = {
  name: 'device dispense',
  summary: 'Hands out one card and waits until it is taken; a forgotten one goes to the bin.',
  options: {
    ...deviceOptions(driversOf('cardDispenser')),
    'take-timeout': {
      type: 'string',
      default: '30',
      help: 'how long the card stands at the exit before it is captured, seconds',
    },
    timeout: { type: 'string', default: '10', help: 'how long to wait for the dispenser to connect, seconds' },
    data: { type: 'string', help: 'data folder: journal and ledger last, what an earlier run left is settled first' },
    'hold-param': {
      type: 'string',
      help: 'k720: parameter of FC that holds the card at the mouth, 0 or 4 (commissioning); default: DC hands the card out straight from the hopper',
    },
    address: { type: 'string', help: 'address of the unit, 0 to 15; default 0' },
  },
  run: async ({ options }, io) => {
    const takeTimeoutMs = numberOption(options, 'take-timeout', { min: 0.1, max: 600, unit: 'seconds' }) * 1000;
    const timeoutMs = numberOption(options, 'timeout', { min: 0.1, max: 600, unit: 'seconds' }) * 1000;
    const settings = shortSettings(options);
    const unit = openFromOptions(options, io, 'cardDispenser', { id: deviceId, settings });
    try {
      return await withStore(options, (store) => dispense(unit.device, store, { takeTimeoutMs, timeoutMs }, io));
    } finally {
      await unit.close();
    }
  },
};

/** A journal of its own that goes with the command, unless a data folder is named. */
async function withStore(options: Options, run: (store: Store) => Promise<CommandResult>): Promise<CommandResult> {
  const kept = typeof options.data === 'string' && options.data !== '' ? options.data : null;
  const dir = kept ?? mkdtempSync(join(tmpdir(), 'yitiji-dispense-'));
  try {
    const opened = openStore({ dir, clock: systemClock, log: noLog, random: systemRandom });
    if (!opened.ok) return storeFailed(opened.error);
    try {
      return await run(opened.value);
    } finally {
      opened.value.close();
    }
  } finally {
    if (kept === null) rmSync(dir, { recursive: true, force: true });
  }
}

/** Settings that have an option of their own. Throws UsageError. */
function shortSettings(options: Options): CardDispenserSettings {
  return {
    ...(options['hold-param'] !== undefined && { holdParam: choiceOption(options, 'hold-param', ['0', '4']) }),
    ...(options.address !== undefined && { address: numberOption(options, 'address', { min: 0, max: 15, unit: '' }) }),
  };
}

async function dispense(
  dispenser: CardDispenser,
  store: Store,
  { takeTimeoutMs, timeoutMs }: { readonly takeTimeoutMs: number; readonly timeoutMs: number },
  io: CommandIo,
): Promise<CommandResult> {
  const clock = systemClock;
  const custodian = new Custodian({ dispensers: [dispenser], store, clock, log: noLog });
  const claims = new ClaimManager([deviceId], clock, custodian);
  dispenser.start();
  try {
    // What an earlier run left: settled before anything new moves, however long the card takes to the bin; only waiting for people is cut short.
    const limit = AbortSignal.any([io.signal, AbortSignal.timeout(timeoutMs + settleLimitMs(store))]);
    const settled = await reconcileCardsAtBoot({
      dispensers: [dispenser],
      claims,
      custodian,
      store,
      clock,
      signal: limit,
    });
    if (settled.length === 0)
      return notReady(io.signal.aborted ? 'E_CANCELLED' : (custodian.blockedBy(deviceId) ?? 'E_NO_DEVICE'));
    const session = `cli-${randomUUID()}`;
    const claimed = await claims.claim([deviceId], {
      owner: session,
      purpose: 'dispense',
      waitMs: 0,
      priority: 'maintenance',
    });
    if (!claimed.ok) return notReady(claimed.error.code);
    await using claim = claimed.value;
    const result = await issueCard(
      {
        session,
        receiptNo: null,
        takeTimeoutMs,
        queueMs: timeoutMs,
        signal: io.signal,
        mayAct: () => claims.check(deviceId, claim.token),
        onPhase: (phase) => io.note(words[phase]),
      },
      { dispenser, store, clock, log: noLog },
    );
    return resultOf(result);
  } finally {
    await custodian.close();
    await dispenser.close();
  }
}

/** An open record means motions: give them their time. */
function settleLimitMs(store: Store): number {
  return store.custody.open(deviceId).length > 0 || store.acts.openMotions(deviceId).length > 0 ? 60_000 : 0;
}

const words: Readonly<Record<IssuePhase, string>> = {
  feeding: 'feeding a card',
  checking: 'looking at the chip',
  personalising: 'writing and printing it',
  presenting: 'presenting it',
  offered: 'please take the card',
  offeredHalf: 'please take the card (half of the time is over)',
  offeredLate: 'please take the card now',
  takingBack: 'not taken: capturing it',
};

function resultOf({ outcome, media, bin, fault }: IssueResult): CommandResult {
  return {
    exit: media === 'taken' ? 0 : 1,
    json: {
      outcome,
      media,
      ...(bin === undefined ? {} : { bin }),
      ...(fault === undefined ? {} : { fault: faultJson(fault) }),
    },
    text: fault === undefined ? `card: ${media}` : `card: ${media}; ${faultText(fault)}`,
  };
}

/** The device cannot be used; nothing of this run has moved. */
function notReady(code: ErrorCode): CommandResult {
  const { action, severity, userFixable } = errorCodes[code];
  return {
    exit: 1,
    json: { outcome: 'notStarted', media: 'unknown', fault: { code, action, severity, userFixable } },
    text: `card: none fed; ${code} (outcome notStarted); to do: ${action}`,
  };
}

function storeFailed(error: StoreError): CommandResult {
  return {
    exit: 1,
    json: { outcome: 'notStarted', media: 'unknown', fault: { code: 'E_INTERNAL', detail: error.code } },
    text: `card: none fed; the journal cannot be written: ${error.code}`,
  };
}
