import { addDays, cityDay, dueDay, isWorkingDay, type WorkingCalendar } from '../../contract/working-days.ts';
import { type Sql, transaction } from '../database/pool.ts';
import { personToken, type StoreKey } from '../keys/store-key.ts';
import type { MatterState } from './matters.ts';

interface Project {
  readonly caseNo: string;
  readonly state: 'inProgress' | 'needMore' | 'ready' | 'refused';
  /** Working days since it was taken in. */
  readonly age: number;
  readonly matters: readonly {
    readonly matterId: string;
    readonly department: 'gz.pnr' | 'gz.trans';
    readonly state: MatterState;
    readonly days: number;
    readonly reason?: string;
    readonly section?: string;
    readonly pickup?: string;
  }[];
}

/** Representative of the example projects: handler of two companies among the demonstration people. */
const representative = '440199198807120114';

/** Project approvals of the city that run beside each other (S18): examples, so that the tracker has something to show. */
const projects: readonly Project[] = [
  {
    caseNo: 'GZ2026XM000101',
    state: 'inProgress',
    age: 2,
    matters: [
      { matterId: 'project.plan', department: 'gz.pnr', state: 'done', days: 5 },
      { matterId: 'project.road', department: 'gz.trans', state: 'inProgress', days: 5 },
      { matterId: 'project.traffic', department: 'gz.trans', state: 'inProgress', days: 5 },
    ],
  },
  {
    caseNo: 'GZ2026XM000102',
    state: 'needMore',
    age: 3,
    matters: [
      { matterId: 'project.land', department: 'gz.pnr', state: 'done', days: 5 },
      {
        matterId: 'project.plan',
        department: 'gz.pnr',
        state: 'needMore',
        days: 5,
        reason: 'drawingMissing',
        section: 'drawings',
      },
      { matterId: 'project.road', department: 'gz.trans', state: 'waiting', days: 5 },
    ],
  },
  {
    caseNo: 'GZ2026XM000103',
    state: 'ready',
    age: 5,
    matters: [
      {
        matterId: 'project.plan',
        department: 'gz.pnr',
        state: 'ready',
        days: 5,
        pickup: '天河区政务服务中心一窗通取专窗',
      },
      {
        matterId: 'project.build',
        department: 'gz.pnr',
        state: 'ready',
        days: 5,
        pickup: '天河区政务服务中心一窗通取专窗',
      },
    ],
  },
  {
    caseNo: 'GZ2026XM000104',
    state: 'refused',
    age: 4,
    matters: [
      { matterId: 'project.land', department: 'gz.pnr', state: 'refused', days: 5, reason: 'planConflict' },
      { matterId: 'project.road', department: 'gz.trans', state: 'withdrawn', days: 5 },
    ],
  },
];

/** Puts the examples in once; they stay as they are from then on. */
export async function seedProjects(sql: Sql, store: StoreKey, calendar: WorkingCalendar, nowMs: number): Promise<void> {
  await transaction(sql, async (tx) => {
    for (const project of projects) {
      const day = workingDaysAgo(calendar, cityDay(nowMs), project.age);
      const startedMs = Date.parse(`${day}T02:00:00Z`);
      const settledMs = project.state === 'ready' || project.state === 'refused' ? nowMs : null;
      const put =
        await tx`insert into case_file (receipt_no, message_id, device_id, item_id, state, settled_ms, delivered_ms, accepted_ms, due_on, person, reason)
        values (${project.caseNo}, null, 'city', 'joint.track', ${project.state}, ${settledMs}, ${startedMs}, ${startedMs},
          ${dueDay(calendar, day, 5)}, ${personToken(store, representative)}, null) on conflict do nothing`;
      if (put.count === 0) continue;
      for (const [position, matter] of project.matters.entries()) {
        const isOver = ['done', 'ready', 'refused', 'withdrawn'].includes(matter.state);
        const hasBegun = matter.state !== 'waiting';
        await tx`insert into case_matter (receipt_no, matter_id, position, department, state, allowed_days, started_ms, due_on, settled_ms, reason, section, pickup)
          values (${project.caseNo}, ${matter.matterId}, ${position}, ${matter.department}, ${matter.state}, ${matter.days},
            ${hasBegun ? startedMs : null}, ${hasBegun ? dueDay(calendar, day, matter.days) : null}, ${isOver ? nowMs : null},
            ${matter.reason ?? null}, ${matter.section ?? null}, ${matter.pickup ?? null})`;
      }
    }
  });
}

function workingDaysAgo(calendar: WorkingCalendar, today: string, count: number): string {
  let day = today;
  let left = count;
  while (left > 0 || !isWorkingDay(calendar, day)) {
    day = addDays(day, -1);
    if (isWorkingDay(calendar, day)) left -= 1;
  }
  return day;
}
