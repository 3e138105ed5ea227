import type { CatalogueItem } from '../../contract/console/catalogue.ts';
import type { UsageQuery, UsageReply, UsageRow } from '../../contract/console/usage.ts';
import type { SwitchesReply } from '../../contract/hub-services.ts';
import { addDays, cityDay } from '../../contract/working-days.ts';
import type { Sql } from '../database/pool.ts';
import { dayBegin } from './overview.ts';
import type { Measure } from './visit-measures.ts';
import { medianOf } from './visit-measures.ts';

const defaultDays = 7;
const pagesAtMost = 12;
const secondsOfMinute = 60;

/** What is known of one item in the days that were asked for. */
interface Seen {
  /** Visits by measure and value. */
  readonly visits: readonly { readonly measure: Measure['measure']; readonly value: string; readonly visits: number }[];
  readonly applications: number;
  /** By what became of them. */
  readonly outcomes: ReadonlyMap<string, number>;
}

/** Every item of the catalogue and every other that was used, with what was measured of it. Sums of whole minutes: at most two minutes old. */
export async function usage(
  sql: Sql,
  deps: { readonly items: readonly CatalogueItem[]; readonly switches: Pick<SwitchesReply, 'phases' | 'off'> },
  query: UsageQuery,
  nowMs: number,
): Promise<UsageReply> {
  const to = cityDay(nowMs);
  const from = addDays(to, 1 - (query.days ?? defaultDays));
  const district = query.district ?? null;
  const fromMs = dayBegin(from);
  const [visits, applications, outcomes] = await Promise.all([
    sql<{ item_id: string; measure: Measure['measure']; value: string; visits: number }[]>`
      select item_id, measure, value, sum(visits)::int as visits from visit_sum
      where day >= ${from} and day <= ${to} and (${district}::text is null or district = ${district}) group by 1, 2, 3`,
    sql<{ item_id: string; messages: number }[]>`
      select item_id, sum(messages)::int as messages from flow_hour
      where hour_ms >= ${fromMs} and topic = 'case.submit' and (${district}::text is null or district = ${district}) group by 1`,
    sql<{ item_id: string; what: string; cases: number }[]>`
      select item_id, what, sum(cases)::int as cases from outcome_hour
      where hour_ms >= ${fromMs} and (${district}::text is null or district = ${district}) group by 1, 2`,
  ]);
  const [byItem, submitted, ended] = [
    Map.groupBy(visits, ({ item_id: id }) => id),
    new Map(applications.map(({ item_id: id, messages }) => [id, messages])),
    Map.groupBy(outcomes, ({ item_id: id }) => id),
  ];
  const seen = (id: string): Seen => ({
    visits: byItem.get(id) ?? [],
    applications: submitted.get(id) ?? 0,
    outcomes: new Map((ended.get(id) ?? []).map(({ what, cases }) => [what, cases])),
  });
  const known = new Set(deps.items.map(({ id }) => id));
  const others = [...new Set([...byItem.keys(), ...submitted.keys()])]
    .filter((id) => id !== '' && !known.has(id))
    .sort();
  return {
    ...{ from, to },
    rows: [
      ...deps.items.map((item) => usageOf(item.id, item, seen(item.id), deps.switches)),
      ...others.map((id) => usageOf(id, null, seen(id), deps.switches)),
    ],
  };
}

/** One row. Pure. @param item null = it is not in the catalogue that this hub was given */
function usageOf(
  itemId: string,
  item: CatalogueItem | null,
  { visits, applications, outcomes }: Seen,
  switches: Pick<SwitchesReply, 'phases' | 'off'>,
): UsageRow {
  const of = (measure: Measure['measure']) => visits.filter((row) => row.measure === measure);
  const ended = (how: string) => of('ended').reduce((sum, row) => sum + (row.value === how ? row.visits : 0), 0);
  const [completed, abandoned] = [ended('completed'), ended('abandoned')];
  const median = (measure: Measure['measure']) =>
    medianOf(new Map(of(measure).map(({ value, visits: count }) => [Number(value), count])));
  const papers = of('papers').reduce((sum, { value, visits: count }) => sum + Number(value) * count, 0);
  const offReason = switches.off.find((one) => one.item === itemId)?.reason ?? null;
  const phase = item?.phase ?? 'live';
  const seconds = median('seconds');
  const outcome = (what: string) => outcomes.get(what) ?? 0;
  return {
    ...{ itemId, titleZh: item?.title['zh-CN'] ?? itemId, titleEn: item?.title.en ?? itemId, phase },
    ...{ isOn: offReason === null && switches.phases.includes(phase), offReason },
    ...{ started: completed + abandoned, completed, abandoned },
    success: completed + abandoned === 0 ? null : completed / (completed + abandoned),
    ...{ medianSeconds: seconds, medianTouches: median('touches') },
    abandonedAt: of('page')
      .map(({ value, visits: count }) => ({ step: value, count }))
      .sort((a, b) => b.count - a.count || (a.step < b.step ? -1 : 1))
      .slice(0, pagesAtMost),
    ...{ applications, done: outcome('done'), refused: outcome('refused'), offline: outcome('offline') },
    ...{ prints: outcome('printed') + outcome('printFailed'), printsFailed: outcome('printFailed') },
    promised: {
      ...{ pages: item?.steps ?? null, seconds: item === null ? null : item.minutes * secondsOfMinute },
      ...{ materials: item?.materials ?? null, visits: item?.visits ?? null },
    },
    measured: {
      ...{ pages: median('pages'), seconds, materials: completed === 0 ? null : papers / completed },
      // Nobody tells the hub of a journey to a counter: what the item promises is not measured by it.
      visits: null,
    },
  };
}
