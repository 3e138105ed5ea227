import type { ServiceItem } from '../../../../contract/catalogue/item.ts';
import type { Result } from '../../../session/context.ts';
import type { ItemTests } from './tests-of-item.ts';
import { today } from './walk-state.ts';

/** What the department can say, as far as something behind the submission looks at it. */
export function resultsOf(tests: ItemTests, item: ServiceItem): readonly Result[] {
  const data: Record<string, string>[] = [{}];
  for (const [place, list] of tests.tests) {
    const key = /^result\/data\/(.+)$/.exec(place)?.[1];
    if (key === undefined) continue;
    const values = list.flatMap((test) => (test.kind === 'in' ? test.values.map(String) : ['x']));
    data.push(...values.map((value) => ({ [key]: value })));
  }
  const states = new Set([
    'accepted',
    'effective',
    ...(tests.tests.get('result/state') ?? []).flatMap((test) => (test.kind === 'in' ? test.values.map(String) : [])),
  ]);
  const open = (
    ['accepted', 'inProgress', 'needMore', 'waitSpouse', 'waitSign', 'ready', 'withdrawn', 'expired'] as const
  )
    .filter((state) => states.has(state))
    .flatMap((state) => data.map((parts) => ({ state, dueOn: null, data: parts }) as const));
  const effective = data.map((parts) => ({ state: 'effective', at: today, data: parts }) as const);
  const queued = item.offline === 'QUEUE' ? [{ state: 'stored' } as const] : [];
  return [
    ...open,
    ...effective,
    ...queued,
    { state: 'unknown' },
    { state: 'duplicate', existingReceipt: 'x' },
    { state: 'refused', reason: 'x' },
  ];
}
