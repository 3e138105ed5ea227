import type { Tone } from '../../../contract/blocks/parts.ts';
import type { DeviceStatus, Supply } from '../../../contract/device.ts';
import type { RefillUnit } from '../../../contract/technician/staff.ts';
import type { TechnicianBlock, TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { forecastInWords } from '../../checks/words.ts';
import { differenceOf, differenceReasons, largestCount, needsTwo, type Refill } from '../refill.ts';
import { mayRefill } from '../rights.ts';
import { axesOf } from './axes.ts';
import type { DeskKit, DeskPage } from './desk.ts';
import { secret } from './enter-pages.ts';

type SupplyRow = TechnicianBlockOf<'supplies'>['rows'][number];

/** Which role of a device holds a unit, and which bin of it. */
export const unitDevice = {
  paper: { role: 'receiptPrinter', bin: null },
  cards: { role: 'cardDispenser', bin: 'hopper' },
  retain: { role: 'cardDispenser', bin: 'retain' },
} as const satisfies Readonly<Record<RefillUnit, { readonly role: string; readonly bin: 'hopper' | 'retain' | null }>>;

const units = ['paper', 'cards', 'retain'] as const satisfies readonly RefillUnit[];

/** What the sensor of a unit says; `unknown` where it has none. */
export function levelOf(unit: RefillUnit, status: DeviceStatus): string {
  const { bin } = unitDevice[unit];
  if (bin !== null) return status.bins[bin]?.level ?? 'unknown';
  const [paper] = Object.values(status.supplies) as readonly (Supply | undefined)[];
  return paper?.level ?? 'unknown';
}

const isBad: Readonly<Record<RefillUnit, readonly string[]>> = {
  paper: ['low', 'out'],
  cards: ['low', 'empty'],
  retain: ['high', 'full'],
};

/** Page of paper, cards and bins. */
export function suppliesPage(kit: DeskKit): DeskPage {
  const { t, value, facts, desk } = kit;
  const devices = facts.devices();
  const counts = facts.cards();
  const rows = units.flatMap((unit): readonly SupplyRow[] => {
    const { role, bin } = unitDevice[unit];
    const device = devices.find((candidate) => candidate.role === role);
    if (device === undefined) return [];
    const level = levelOf(unit, device.status);
    const count = bin === null ? null : (counts?.[bin] ?? null);
    const tone: Tone = isBad[unit].includes(level) ? 'attention' : level === 'unknown' ? 'information' : 'done';
    const canBegin = device.holding === 'ours' && !kit.isBusy && mayRefill(kit.person, unit);
    return [
      {
        id: unit,
        name: t(`tech.unit.${unit}`),
        tone,
        word: t(`tech.level.${level}`),
        ...(bin === null ? {} : { now: count === null ? t('tech.never') : value(`count.${unit}`, count) }),
        detail: t(needsTwo(unit) ? 'tech.refill.two' : 'tech.refill.one'),
        ...(canBegin ? { action: { id: `refill:${unit}`, label: t(`tech.refill.begin.${unit}`) } } : {}),
      },
    ];
  });
  const done = desk.refilled;
  return {
    heading: t('tech.supplies'),
    lead: t('tech.supplies.lead'),
    blocks: [
      ...(done === null
        ? []
        : [
            {
              type: 'notice' as const,
              tone: 'done' as const,
              title: t(`tech.refill.done.${done.unit}`),
              text: t(done.isPrinted ? 'tech.refill.stored' : 'tech.refill.noSlip'),
            },
          ]),
      ...(facts.isCardLocked()
        ? [{ type: 'notice' as const, tone: 'attention' as const, text: t('tech.cards.locked') }]
        : []),
      { type: 'supplies', columns: { now: t('tech.refill.now') }, rows },
      ...daysLeftBlocks(kit),
    ],
  };
}

/** How long it lasts, or why nobody knows. */
function daysLeftBlocks({ t, value, language, texts, facts }: DeskKit): readonly TechnicianBlock[] {
  const told = facts.daysLeft();
  if (told.length === 0) return [];
  const rows = told.map((one) => {
    const { supply, said } = forecastInWords(texts, language, one);
    return {
      id: one.supply,
      label: value(`days.${one.supply}.label`, supply),
      value: value(`days.${one.supply}`, said),
    };
  });
  return [{ type: 'facts', title: t('check.days'), rows }];
}

/** The replenishment that is under way. */
export function refillPage(kit: DeskKit, refill: Refill): DeskPage {
  const { t } = kit;
  const cancel = { id: 'refill.cancel', label: t('tech.action.cancelRefill') };
  const back = { id: 'refill.back', label: t('tech.action.back') };
  const page = (blocks: readonly TechnicianBlock[], rest: Partial<DeskPage> = {}): DeskPage => ({
    name: 'refill',
    heading: t(`tech.refill.begin.${refill.unit}`),
    lead: t(`tech.refill.${refill.step}.${refill.unit}`),
    blocks,
    other: [cancel],
    ...rest,
  });
  const device = kit.facts.devices().find(({ role }) => role === refill.device);
  const live: readonly TechnicianBlock[] =
    device === undefined ? [] : [{ type: 'axes', title: t('tech.device.now'), rows: axesOf(kit, device.status) }];
  switch (refill.step) {
    case 'second':
      return page(
        [refill.secondId === null ? secondNumber(kit, refill) : secret(kit, 'pin2', undefined)],
        refill.secondId === null ? {} : { back },
      );
    case 'found':
    case 'after':
      return page([comparison(kit, refill), countField(kit, refill.step)], refill.step === 'after' ? { back } : {});
    case 'reason':
      return page(
        [
          comparison(kit, refill),
          {
            type: 'choice',
            name: 'refill.reason',
            options: differenceReasons.map((id) => ({ id, label: t(`tech.difference.${id}`) })),
            selected: refill.reason,
          },
        ],
        { back },
      );
    case 'load':
      return page(live, { main: { id: 'refill.loaded', label: t('tech.action.loaded') } });
    case 'confirm':
      return page([comparison(kit, refill)], {
        ...(refill.isCounted ? {} : { back }),
        main: { id: 'refill.confirm', label: t('tech.action.endRefill') },
      });
    case 'ending':
      return page([{ type: 'steps', steps: [{ label: t('tech.refill.writing'), state: 'active' }] }], { other: [] });
  }
}

function secondNumber({ t }: DeskKit, { error }: Refill): TechnicianBlock {
  return {
    type: 'digits',
    name: 'staff2',
    label: t('tech.refill.secondNumber'),
    maxLength: 6,
    groups: [6],
    allowX: false,
    submit: { id: 'staff2', label: t('tech.action.next') },
    ...(error === null ? {} : { error: t(error === 'same' ? 'tech.refill.same' : 'tech.enter.wrong') }),
  };
}

function countField({ t }: DeskKit, what: 'found' | 'after'): TechnicianBlock {
  const { length } = String(largestCount);
  return {
    type: 'digits',
    name: `count:${what}`,
    label: t(`tech.refill.count.${what}`),
    maxLength: length,
    groups: [length],
    allowX: false,
    submit: { id: `count:${what}`, label: t('tech.action.next') },
  };
}

/** Ledger, counted before, counted after, and what does not fit. */
function comparison({ t, value }: DeskKit, refill: Refill): TechnicianBlock {
  const { unit, expected, found, after } = refill;
  const difference = differenceOf(refill);
  const number = (id: string, n: number | null) => (n === null ? t('tech.never') : value(id, n));
  const isOff = (difference ?? 0) !== 0;
  return {
    type: 'supplies',
    columns: {
      now: t('tech.refill.expected'),
      before: t('tech.refill.found'),
      after: t('tech.refill.after'),
      difference: t('tech.refill.difference'),
    },
    rows: [
      {
        id: unit,
        name: t(`tech.unit.${unit}`),
        tone: isOff ? 'attention' : 'information',
        word: t(isOff ? 'tech.refill.off' : 'tech.refill.counting'),
        now: number('expected', expected),
        ...(found === null ? {} : { before: value('found', found) }),
        ...(after === null ? {} : { after: value('after', after) }),
        ...(difference === null
          ? {}
          : {
              difference: {
                text: value('difference', difference > 0 ? `+${difference}` : difference),
                tone: isOff ? ('attention' as const) : ('done' as const),
              },
            }),
      },
    ],
  };
}
