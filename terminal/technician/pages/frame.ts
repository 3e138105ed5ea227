import type { TechnicianView } from '../../../contract/technician/view.ts';
import type { Text } from '../../../contract/text.ts';
import type { Person } from '../access-state.ts';
import { pagesOf } from '../rights.ts';
import type { DeskKit, DeskPage } from './desk.ts';

/** A page with its name. */
export interface CheckedPage extends DeskPage {
  readonly name: string;
}

interface Frame {
  readonly person?: Text;
  readonly citizens: TechnicianView['citizens'];
  readonly leavesAt: string | null;
  readonly nav: TechnicianView['nav'];
  readonly leave: Text;
}

/** Puts a page into what stands around every page. */
export function framed(page: CheckedPage, { person, citizens, leavesAt, nav, leave }: Frame): TechnicianView {
  const { name, heading, lead, blocks, back, main, other = [], waiting } = page;
  return {
    name: `technician/${name}`,
    heading,
    ...(lead === undefined ? {} : { lead }),
    ...(person === undefined ? {} : { person }),
    citizens,
    ...(leavesAt === null ? {} : { leavesAt }),
    nav: [...nav],
    blocks: [...blocks],
    actions: {
      leave: { id: 'leave', label: leave },
      ...(back === undefined ? {} : { back }),
      ...(main === undefined ? {} : { main }),
      other: [...other],
    },
    ...(waiting === undefined ? {} : { waiting }),
  };
}

/** Bar of pages that this person may open, each with a sign where something waits. */
export function navOf(kit: DeskKit): TechnicianView['nav'] {
  const { t, desk, facts, person } = kit;
  const notice = facts.notice();
  const { dead } = facts.outbox();
  const open = facts.orders()?.orders.length ?? 0;
  return pagesOf(person).map((page) => ({
    id: `go:${page}`,
    label: t(`tech.page.${page}`),
    // A sign of renderer/technician/technician-icons.tsx; a page without one gets a dot.
    icon: page,
    ...(page === desk.page ? { current: true as const } : {}),
    ...(page === 'notice' && notice !== null
      ? { mark: { tone: 'attention' as const, text: t('tech.mark.posted') } }
      : {}),
    ...(page === 'orders' && open > 0
      ? { mark: { tone: 'attention' as const, text: t('tech.mark.count', { n: open }) } }
      : {}),
    ...(page === 'outbox' && dead > 0
      ? { mark: { tone: 'attention' as const, text: t('tech.mark.count', { n: dead }) } }
      : {}),
  }));
}

/** Who works at the machine, and in which role. */
export function personText(kit: Pick<DeskKit, 't'>, { role, scope, staffId }: Person): Text {
  return kit.t(scope === 'emergency' ? `tech.person.${role}.emergency` : `tech.person.${role}`, { id: staffId });
}

/** Whoever was in has gone; the machine is not the citizens' yet. */
export function leavingPage({ t }: Pick<DeskKit, 't'>): CheckedPage {
  const steps = [{ label: t('tech.givingBack.step'), state: 'active' as const }];
  return { name: 'leaving', heading: t('tech.givingBack'), blocks: [{ type: 'steps', steps }] };
}
