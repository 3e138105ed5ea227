import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import type { Block, BlockOf, Screen } from '../../../contract/screen.ts';
import type { Text } from '../../../contract/text.ts';
import { addDays, cityDay } from '../../../contract/working-days.ts';
import {
  isOfThisMachine,
  isPanelOff,
  nearestKiosks,
  packIsOld,
  tiledItems,
  unavailableBecause,
} from '../availability.ts';
import type { SessionContext } from '../context.ts';
import { dateText } from '../rules/format.ts';
import { doorPage, faultPage, maintenancePage, storagePage, touchPage, updatingPage } from './machine-pages.ts';
import { notice, type PageKit, page } from './page-kit.ts';
import { distanceText, placeName } from './place-words.ts';

/** Items on the idle page: what is asked for most. */
const frequentOnIdle = 4;

/** A0: place, what works now, touch to start. No personal data, ever. */
export function idlePage(kit: PageKit): Screen {
  const { context, t } = kit;
  if (!context.durable) return storagePage(kit);
  if (context.service) return maintenancePage(kit);
  if (context.doorOpen) return doorPage(kit);
  if (context.outage !== null) return updatingPage(kit, context.outage.minutes);
  if (context.identity === null) return enrolmentPage(kit);
  if (context.faultNotice !== null) return faultPage(kit, context.faultNotice);
  if (isPanelOff(context)) return touchPage(kit);
  const blocks: Block[] = [];
  if (context.crashed) blocks.push(notice('information', t('crash'), t('crash.title')));
  if (context.endedEarly !== null)
    blocks.push(notice('information', t(`early.${context.endedEarly}`), t('early.title')));
  if (context.papersLeft)
    blocks.push(notice('attention', t('papers.left', { phone: kit.keeperPhone() }), t('papers.left.title')));
  blocks.push(...openNotices(kit));
  const items = frequentItems(kit, frequentOnIdle);
  // F-22: nobody is asked for a card, or to choose, where nothing at all can be done.
  const isShut = context.intakeClosed === 'disk';
  if (!isShut) blocks.push({ type: 'machine', part: 'idReader', state: 'place', caption: t('idle.pad') });
  blocks.push({ type: 'tiles', title: t(idleTitle(kit, items)), tiles: itemTiles(kit, items) });
  blocks.push(...hoursBlock(kit), ...phoneBlock(kit));
  // Nobody is told to touch what does not feel it (F-15).
  const byKeys = context.panel.isOff;
  const title = isShut ? 'idle.shut' : byKeys ? 'panel.keysStart' : 'idle.touch';
  const isHeard = context.modes.speech.output !== 'off';
  const lead = byKeys ? 'panel.keysOnly' : isHeard ? 'idle.lead.heard' : 'idle.lead';
  return page('A0', 'A0', t(title), {
    lead: isShut ? t('idle.shut.lead', { hotline: kit.settings.cityHotline }) : t(lead),
    blocks,
    canExit: false,
    actions: { main: kit.action('start', 'action.start') },
  });
}

/** When this machine is open, as the city lists it; nothing where nobody has said. */
function hoursBlock({ context, t }: PageKit): Block[] {
  const own = context.kiosks?.places.find((place) => place.placeId === context.identity?.kiosk);
  return own === undefined ? [] : [{ type: 'paragraph', text: t('idle.hours', { hours: own.hours }), muted: true }];
}

/** The same services on a phone, where the city has them. */
function phoneBlock({ settings, t }: PageKit): Block[] {
  if (settings.phoneService === undefined) return [];
  const qr = { ...settings.phoneService, label: t('idle.phone.how') };
  return [{ type: 'code', qr, caption: t('idle.phone') }];
}

/** "Available now" only over what is: tiles of which some are greyed are asked for most, and no more is said. */
function idleTitle({ context }: PageKit, items: readonly ServiceItem[]): string {
  const working = items.filter((item) => unavailableBecause(context, item) === null).length;
  if (working === items.length) return 'idle.services';
  return working === 0 ? 'idle.services.none' : 'home.frequent';
}

/**
 * What is known of the whole machine. Who takes in nothing is not said to do it offline, nor to answer questions that nobody answers; a clock in doubt is no
 * citizen's business.
 */
export function openNotices({ context, t }: PageKit): Block[] {
  const { online, intakeClosed } = context;
  if (intakeClosed === null || intakeClosed === 'deadline') return online ? [] : [notice('waiting', t('net.offline'))];
  const asks = intakeClosed === 'queue' || intakeClosed === 'clock';
  return [notice('attention', t(asks && !online ? `intake.${intakeClosed}.away` : `intake.${intakeClosed}`))];
}

/** Items with a place among the frequent ones, what works now first; a machine without any shows what it has. */
export function frequentItems(kit: PageKit, count: number): readonly ServiceItem[] {
  const { context } = kit;
  const tiled = tiledItems(context);
  const frequent = tiled.filter((item) => item.frequent !== null);
  const ranked = [...(frequent.length === 0 ? tiled : frequent)].sort((a, b) => (a.frequent ?? 0) - (b.frequent ?? 0));
  const works = (item: ServiceItem) => unavailableBecause(context, item) === null;
  return [...ranked.filter(works), ...ranked.filter((item) => !works(item))].slice(0, count);
}

/** Tiles of services. What cannot be done now stands in its place, greyed, with the reason and what to do instead. */
export function itemTiles(kit: PageKit, items: readonly ServiceItem[]): BlockOf<'tiles'>['tiles'] {
  const { context } = kit;
  return items.map((item, index) => {
    const because = unavailableBecause(context, item);
    const old = packIsOld(context, item) ? context.kiosks?.asOf : undefined;
    return {
      id: `tile:${item.id}`,
      title: kit.texts.localised(context.language, `item.${item.id}.tile`, item.tile),
      detail: old === undefined ? kit.title(item) : kit.t('tile.pack.old', { date: dateText(old, context.language) }),
      icon: item.icon,
      ...(because === null ? {} : { unavailable: unavailableWords(kit, item, because) }),
      ...(index === 0 && because === null ? { primary: true } : {}),
    };
  });
}

/** The reason and what to do instead: the nearest machine that can, by name and distance, where the city has listed one; else words. */
export function unavailableWords(kit: PageKit, item: ServiceItem, because: string): Text {
  const values = { phone: kit.keeperPhone(), hotline: item.hotline.number };
  if (!isOfThisMachine(because)) return kit.t(because, values);
  const reason = kit.t(because).text;
  const [near] = nearestKiosks(kit.context, item);
  if (near === undefined) return kit.t('item.off.somewhere', { ...values, reason });
  const place = placeName(kit.context.language, near);
  return kit.t('item.off', { ...values, reason, place, distance: distanceText(kit, near.distanceM) });
}

function enrolmentPage(kit: PageKit): Screen {
  const { context, t } = kit;
  const code = context.enrolmentCode;
  return page('N1', 'machine/enrol', t('machine.enrol'), {
    tone: 'information',
    lead: t(code === null ? 'machine.enrol.waiting' : 'machine.enrol.lead'),
    blocks:
      code === null
        ? []
        : [
            {
              type: 'facts',
              rows: [
                {
                  id: 'code',
                  label: t('machine.enrol.code'),
                  value: kit.value('enrolmentCode', `${code.slice(0, 4)} ${code.slice(4)}`),
                  emphasis: true,
                },
              ],
            },
          ],
    canExit: false,
  });
}

/** Days for which the hub keeps what was saved (docs/domain/catalogue.md §4.2 rule 7 °). */
const draftDays = 7;

/** Saved now, for the whole time; else until the day that the last save has named. */
function keptText({ t, context }: PageKit, { parts, until }: NonNullable<SessionContext['partsKept']>): Text {
  const day = cityDay(Date.parse(until));
  if (day >= addDays(context.today, draftDays)) return t('joint.saved', { n: parts, d: draftDays });
  return t('joint.saved.until', { n: parts, until: dateText(day, context.language) });
}

/** Z: neutral, 3 seconds. What a hub keeps is not called cleared: only the screen is. */
export function clearedPage(kit: PageKit): Screen {
  const { partsKept } = kit.context;
  return page('Z', 'Z', kit.t(partsKept === null ? 'cleared' : 'cleared.screen'), {
    tone: 'done',
    lead: partsKept === null ? kit.t('cleared.lead') : keptText(kit, partsKept),
    canExit: false,
  });
}

/** The citizen has left, a card is still on its way inside: neutral until it has its place. */
export function finishingPage(kit: PageKit): Screen {
  return page('N1', 'machine/finishing', kit.t('machine.finishing'), {
    tone: 'waiting',
    lead: kit.t('machine.finishing.lead'),
  });
}

/** F-12: an ID card lies on the pad after a visit. First a call to its owner, then neutral for everybody. */
export function cardLeftPage(kit: PageKit, neutral: boolean): Screen {
  const { t } = kit;
  if (kit.context.outletCard && kit.context.pad !== 'present') return outletPage(kit, neutral);
  return page(
    'N1',
    neutral ? 'machine/card-left-neutral' : 'machine/card-left',
    t(neutral ? 'id.leftIdle' : 'id.left'),
    {
      tone: neutral ? 'information' : 'attention',
      lead: t('id.leftIdle.lead', { phone: kit.keeperPhone() }),
      blocks: [{ type: 'machine', part: 'idReader', state: 'take', caption: t('id.caption.take') }],
      canExit: false,
    },
  );
}

/** H4: a card that was made stands at the outlet and its owner has gone. Whose it is stands nowhere. */
function outletPage(kit: PageKit, neutral: boolean): Screen {
  const { t } = kit;
  return page('N1', neutral ? 'machine/outlet-neutral' : 'machine/outlet', t(neutral ? 'card.leftIdle' : 'card.left'), {
    tone: neutral ? 'information' : 'attention',
    lead: t('card.left.lead', { phone: kit.keeperPhone() }),
    blocks: [{ type: 'machine', part: 'cardDispenser', state: 'take', caption: t('card.caption.take') }],
    canExit: false,
  });
}

/** F-13: nothing of the visit stands here, since nobody knows who looks. Both answers are of one size. */
export function personPage(kit: PageKit): Screen {
  const { t } = kit;
  return page('N1', 'person', t('person.ask'), {
    tone: 'attention',
    lead: t('person.ask.lead'),
    actions: {
      back: kit.action('person.other', 'person.other'),
      main: kit.action('person.same', 'person.same'),
      equal: true,
    },
  });
}

/** F-21: speech has stopped. The speaker is heard by everybody, so it is asked for; both answers are of one size. */
export function headsetPage(kit: PageKit): Screen {
  const { context, t } = kit;
  return page('N1', 'headset', t('headset.out'), {
    tone: 'information',
    lead: t('headset.out.lead'),
    blocks: [{ type: 'paragraph', text: t('headset.out.again') }],
    actions: {
      back: kit.action('headset.silent', 'headset.silent'),
      main: kit.action('headset.speaker', 'headset.speaker'),
      equal: true,
    },
    canExit: context.visit !== null,
  });
}
