import { err, ok, type Result } from '../../contract/result.ts';
import { binCounts, countsAfter, setCounts } from './bin-rows.ts';
import { commitCard, custodyDraft, type LedgerContext } from './card-commit.ts';
import { custodyRows } from './custody-rows.ts';
import { type BinLedger, type CountedBin, countedBins, type ExchangeRow } from './ledger.ts';
import { type Db, prepared } from './sqlite.ts';
import type { StoreError } from './store-error.ts';

/** Bin counts and the exchanges that set them (docs/design/device-model.md, custody rules 11 and 12). */
export function makeBins(context: LedgerContext): BinLedger {
  const { db, commit, enqueue, audit } = context;
  return {
    counts: (deviceId) => binCounts(db, deviceId),
    beginExchange: ({ id, deviceId, operator }) =>
      enqueue(async () => {
        const blocked = whyNoExchange(db, deviceId);
        if (blocked !== null) return err({ code: 'custodyState', detail: blocked });
        const before = countsAfter(db, deviceId, []);
        db.transaction(() => {
          const wallMs = commit.clock.wallMs();
          prepared(
            db,
            "UPDATE exchange SET state = 'abandoned', closed_wall_ms = ? WHERE device_id = ? AND state = 'open'",
          ).run(wallMs, deviceId);
          prepared(
            db,
            "INSERT INTO exchange (id, device_id, operator, before, state, opened_wall_ms) VALUES (?, ?, ?, ?, 'open', ?)",
          ).run(id, deviceId, operator, JSON.stringify(before), wallMs);
          const { hopper: hopperBefore, retain: retainBefore } = before;
          audit('exchange', { device: deviceId, operator, state: 'open', hopperBefore, retainBefore }, null);
        }).immediate();
        return ok(undefined);
      }),
    endExchange: (id, counted) => enqueue(() => endExchange(context, id, counted)),
    abandonExchange: (id) =>
      enqueue(async () => {
        const row = exchangeRow(db, id);
        if (row?.state !== 'open') return err(notOpen(id));
        db.transaction(() => {
          prepared(db, "UPDATE exchange SET state = 'abandoned', closed_wall_ms = ? WHERE id = ?").run(
            commit.clock.wallMs(),
            id,
          );
          audit('exchange', { device: row.deviceId, operator: row.operator, state: 'abandoned' }, null);
        }).immediate();
        return ok(undefined);
      }),
    exchanges: (deviceId) => exchangeRows(db, 'device_id = ? ORDER BY rowid', deviceId),
  };
}

async function endExchange(
  { db, commit, audit }: LedgerContext,
  id: string,
  counted: Partial<Record<CountedBin, number>>,
): Promise<Result<void, StoreError>> {
  if (countedBins.some((bin) => !isCount(counted[bin]))) {
    return err({ code: 'refused', detail: 'a count is a whole number, not below nothing' });
  }
  return await commitCard(commit, () => {
    const row = exchangeRow(db, id);
    if (row?.state !== 'open') return err(notOpen(id));
    const { deviceId, operator, before } = row;
    const after = { ...countsAfter(db, deviceId, []), ...counted };
    const draft = custodyDraft(db, {
      deviceId,
      orderKey: id,
      receiptNo: null,
      act: null,
      item: null,
      counts: [],
      commit: (wallMs) => {
        const { changes } = prepared(
          db,
          "UPDATE exchange SET state = 'ended', after = ?, closed_wall_ms = ? WHERE id = ? AND state = 'open'",
        ).run(JSON.stringify(after), wallMs, id);
        if (changes !== 1) return false;
        setCounts(db, deviceId, counted, wallMs);
        audit(
          'exchange',
          {
            device: deviceId,
            operator,
            state: 'ended',
            hopperBefore: before.hopper,
            hopperAfter: after.hopper,
            retainBefore: before.retain,
            retainAfter: after.retain,
          },
          null,
        );
        return true;
      },
    });
    return ok({ ...draft, body: () => ({ ...bodyOf(draft.body()), counts: after }) });
  });
}

/** The draft of an exchange is always a custody message. */
function bodyOf<T extends { readonly format: string }>(body: T): Extract<T, { format: 'yitiji-custody/1' }> {
  if (body.format !== 'yitiji-custody/1') throw new Error('not a custody message');
  return body as Extract<T, { format: 'yitiji-custody/1' }>;
}

function isCount(value: number | undefined): boolean {
  return value === undefined || (Number.isSafeInteger(value) && value >= 0);
}

function notOpen(id: string): StoreError {
  return { code: 'custodyState', detail: `exchange ${id} is not open` };
}

/** Null = nothing stands against it. */
function whyNoExchange(db: Db, deviceId: string): string | null {
  const [item] = custodyRows(db, "device_id = ? AND state IN ('held', 'offered')", deviceId);
  if (item !== undefined) return `custody ${item.id} is ${item.state}`;
  const act = prepared<[string], { id: string; state: string }>(
    db,
    "SELECT id, state FROM act WHERE device_id = ? AND state IN ('intended', 'sent') LIMIT 1",
  ).get(deviceId);
  return act === undefined ? null : `act ${act.id} is ${act.state}`;
}

type RawExchange = Omit<ExchangeRow, 'before' | 'after'> & { readonly before: string; readonly after: string | null };

function exchangeRows(db: Db, where: string, parameter: string): readonly ExchangeRow[] {
  return prepared<[string], RawExchange>(
    db,
    `SELECT id, device_id AS deviceId, operator, before, after, state FROM exchange WHERE ${where}`,
  )
    .all(parameter)
    .map((row) => ({
      ...row,
      before: JSON.parse(row.before) as ExchangeRow['before'],
      after: row.after === null ? null : (JSON.parse(row.after) as ExchangeRow['after']),
    }));
}

function exchangeRow(db: Db, id: string): ExchangeRow | undefined {
  return exchangeRows(db, 'id = ?', id)[0];
}
