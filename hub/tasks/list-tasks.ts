import {
  type TaskKind,
  type TaskRow,
  type TasksPage,
  type TasksQuery,
  taskKinds,
} from '../../contract/console/tasks.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';

interface Row {
  readonly kiosk: string;
  readonly place: string;
  readonly district: string;
  readonly kind: TaskKind;
  readonly subject: string;
  readonly since_ms: string;
  readonly due_ms: string;
}

/** What is due first comes first; the cursor is the place in that order. */
export async function listTasks(sql: Sql, query: TasksQuery, nowMs: number): Promise<TasksPage> {
  const { limit = 100, district = null } = query;
  const [due = '', kiosk = '', kind = '', ...subject] = (query.after ?? '').split('~');
  const isCursor = /^\d{1,15}$/.test(due) && subject.length === 1;
  const rows = await sql<Row[]>`
    select kiosk, place, district, kind, subject, since_ms, due_ms from keeper_task
    where (${district}::text is null or district = ${district}) and (${query.kiosk ?? null}::text is null or kiosk = ${query.kiosk ?? null})
      and (${query.kind ?? null}::text is null or kind = ${query.kind ?? null})
      and (${query.isOverdue ?? null}::boolean is null or (due_ms < ${nowMs}) = ${query.isOverdue ?? null}::boolean)
      and (not ${isCursor}::boolean or (due_ms, kiosk, kind, subject) > (${isCursor ? due : '0'}::bigint, ${kiosk}, ${kind}, ${subject[0] ?? ''}))
    order by due_ms, kiosk, kind, subject limit ${limit + 1}`;
  const counts = await sql<{ kind: TaskKind; count: number }[]>`
    select kind, count(*)::int as count from keeper_task where ${district}::text is null or district = ${district} group by kind`;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map((row) => toRow(row, nowMs)),
    next:
      rows.length <= limit || last === undefined ? null : [last.due_ms, last.kiosk, last.kind, last.subject].join('~'),
    counts: Object.fromEntries(
      taskKinds.map((one) => [one, counts.find((row) => row.kind === one)?.count ?? 0]),
    ) as TasksPage['counts'],
  };
}

function toRow({ since_ms, due_ms, ...row }: Row, nowMs: number): TaskRow {
  const dueMs = Number(due_ms);
  return { ...row, since: isoTime(Number(since_ms)), due: isoTime(dueMs), isOverdue: dueMs < nowMs };
}
