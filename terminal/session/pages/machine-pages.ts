import type { Block, Screen } from '../../../contract/screen.ts';
import type { Text } from '../../../contract/text.ts';
import { otherKiosks } from '../availability.ts';
import type { SessionContext } from '../context.ts';
import { notice, type PageKit, page } from './page-kit.ts';
import { distanceText, placeName } from './place-words.ts';
import { panelHint } from './touch-pages.ts';

/**
 * The machine as a whole serves nobody (docs/domain/screens.md §11). All these pages say the same things in the same order: what happened (heading, lead),
 * what became of what was done here, where to go, whom to call; small at the foot a number for the keeper. They may stand for days, hence in calm colours.
 */

/**
 * The nearest machine that the city lists, by name, distance, address and hours; nothing where nobody has said.
 * @param isNamed  the page has said already which one it is
 */
function nearestBlock(kit: PageKit, isNamed: boolean): Block[] {
  const { context, t } = kit;
  const [near] = otherKiosks(context);
  if (near === undefined) return [];
  const value = (id: string, key: string, text: string) => ({ id, label: t(key), value: kit.value(id, text) });
  return [
    {
      type: 'facts',
      title: t('update.elsewhere'),
      rows: [
        ...(isNamed
          ? []
          : [
              value(
                'place',
                'update.place',
                `${placeName(context.language, near)}　${distanceText(kit, near.distanceM)}`,
              ),
            ]),
        value('address', 'update.address', near.address),
        value('hours', 'update.hours', near.hours),
      ],
    },
  ];
}

/** Keeper and city; one number stands once. */
export function calls(kit: PageKit): Block {
  const { t, settings } = kit;
  const keeper = kit.keeperPhone();
  const city = { label: t('help.city'), number: settings.cityHotline };
  return {
    type: 'hotlines',
    lines: keeper === settings.cityHotline ? [city] : [{ label: t('help.keeper'), number: keeper }, city],
  };
}

/** Failure of docs/domain/journeys.md §6 on this machine on this day, for whoever is told of it: `TH0017-1128-F18`. */
function incident({ context }: PageKit, failure: string): string {
  const day = context.today.slice(5).replace('-', '');
  return [context.identity?.kiosk, day, failure].filter((part) => part !== undefined).join('-');
}

/** What everybody needs who stands before a machine that serves nobody. */
function wholePage(
  kit: PageKit,
  name: string,
  heading: Text,
  rest: {
    readonly tone: 'information' | 'waiting';
    readonly lead: Text;
    readonly data: Text;
    readonly back: Text;
    /** What helps at once. */
    readonly remedy?: Text | undefined;
    readonly isNearestNamed?: boolean;
    readonly failure?: string;
  },
): Screen {
  return page('N1', `machine/${name}`, heading, {
    tone: rest.tone,
    lead: rest.lead,
    blocks: [
      ...(rest.remedy === undefined ? [] : [{ type: 'paragraph', text: rest.remedy } as const]),
      notice('information', rest.data, kit.t('machine.data')),
      ...nearestBlock(kit, rest.isNearestNamed === true),
      calls(kit),
      { type: 'paragraph', text: rest.back, muted: true },
    ],
    canExit: false,
    ...(rest.failure === undefined ? {} : { keeperNote: incident(kit, rest.failure) }),
  });
}

/** The store cannot be written: what is on it may be whole, but nobody can know it here. */
export function storagePage(kit: PageKit): Screen {
  const { t } = kit;
  const { cityHotline } = kit.settings;
  return wholePage(kit, 'storage', t('machine.off'), {
    tone: 'information',
    lead: t('machine.off.storage'),
    data: t('machine.data.storage', { hotline: cityHotline }),
    back: t('machine.back.keeper'),
    failure: 'F22',
  });
}

/** F-18: the cabinet is open. */
export function doorPage(kit: PageKit): Screen {
  const { t } = kit;
  return wholePage(kit, 'door', t('door'), {
    tone: 'waiting',
    lead: t('door.lead', { phone: kit.keeperPhone() }),
    data: t('panel.off.data'),
    back: t('machine.back'),
    failure: 'F18',
  });
}

/** F-17: an update holds the machine. No time is named that the updater has not estimated, and no other machine that the city has not listed. */
export function updatingPage(kit: PageKit, minutes: number | null): Screen {
  const { t } = kit;
  return wholePage(kit, 'updating', t('update'), {
    tone: 'waiting',
    lead: minutes === null ? t('update.lead') : t('update.lead.minutes', { n: minutes }),
    data: t('panel.off.data'),
    back: t('machine.back'),
  });
}

/** A keeper or technician has the machine. */
export function maintenancePage(kit: PageKit): Screen {
  const { t } = kit;
  return wholePage(kit, 'maintenance', t('maintenance'), {
    tone: 'waiting',
    lead: t('maintenance.lead'),
    data: t('panel.off.data'),
    back: t('machine.back'),
  });
}

/** A keeper has posted why the machine serves nobody, and until when as far as he knows. */
export function faultPage(kit: PageKit, { reason, until }: NonNullable<SessionContext['faultNotice']>): Screen {
  const { t } = kit;
  return wholePage(kit, 'notice', t('maintenance.fault'), {
    tone: 'information',
    lead: t(`maintenance.reason.${reason}`),
    data: t('panel.off.data'),
    back: until === null ? t('maintenance.untilUnknown') : t('maintenance.until', { time: until }),
  });
}

/** F-15: nothing can be pressed here. */
export function touchPage(kit: PageKit): Screen {
  const { context, t } = kit;
  const [near] = otherKiosks(context);
  return wholePage(kit, 'touch', t('panel.off'), {
    tone: 'information',
    lead:
      near === undefined
        ? t('panel.off.lead')
        : t('panel.off.near', {
            place: placeName(context.language, near),
            distance: distanceText(kit, near.distanceM),
          }),
    data: t('panel.off.data'),
    back: t('panel.off.back'),
    remedy: panelHint(context, kit.texts, context.language),
    isNearestNamed: true,
    failure: 'F15',
  });
}
