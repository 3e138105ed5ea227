import type { Actor } from '../../../contract/accounts.ts';
import type { OpenOrderRequest } from '../../../contract/console/tasks.ts';
import { auditAct } from '../../audit/audit.ts';
import { type Sql, transaction } from '../../database/pool.ts';

/** Kind of an order that an operator opens: its part says cause and checks, as of a part that fails its self-test, and no self-test ends it. */
const askedKind = (part: string): string => `asked:${part}`;

/** An operator wants somebody to look at a part of a machine. One that is open already is the same piece of work; its note is replaced. Null = no such machine. */
export async function openOrder(
  sql: Sql,
  { kiosk, part, note }: OpenOrderRequest,
  { actor, nowMs }: { readonly actor: Actor; readonly nowMs: number },
): Promise<{ readonly id: number; readonly isNew: boolean } | null> {
  return await transaction(sql, async (tx) => {
    const [row] = await tx<{ id: string; is_new: boolean }[]>`
      insert into maintenance_order (device_id, kind, receipt_no, opened_ms, note)
      select id, ${askedKind(part)}, null, ${nowMs}::bigint, ${note} from device where kiosk = ${kiosk}
      on conflict (device_id, kind) where closed_ms is null do update set note = excluded.note
      returning id, opened_ms = ${nowMs}::bigint and xmax = 0 as is_new`;
    if (row === undefined) return null;
    const id = Number(row.id);
    await auditAct(tx, { actor, act: 'order.opened', subject: `order:${id}`, detail: { kiosk, part, note }, nowMs });
    return { id, isNew: row.is_new };
  });
}
