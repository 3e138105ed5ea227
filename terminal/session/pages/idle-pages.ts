import type { Block, Screen } from '../../../contract/screen.ts';
import { unavailableBecause } from '../availability.ts';
import { notice, type PageKit, page } from './page-kit.ts';

/** A0: place, what works now, touch to start. No personal data, ever. */
export function idlePage(kit: PageKit): Screen {
  const { context, t } = kit;
  if (!context.durable) {
    return page('N1', 'machine/storage', t('machine.off'), {
      tone: 'attention',
      lead: t('machine.off.storage'),
      blocks: [{ type: 'hotlines', lines: [{ label: t('help.city'), number: kit.settings.cityHotline }] }],
      canExit: false,
    });
  }
  if (context.identity === null) return enrolmentPage(kit);
  const blocks: Block[] = [];
  if (context.crashed) blocks.push(notice('information', t('crash'), t('crash.title')));
  if (!context.online) blocks.push(notice('waiting', t('net.offline')));
  blocks.push({ type: 'machine', part: 'idReader', state: 'place', caption: t('idle.pad') });
  blocks.push({
    type: 'tiles',
    title: t('idle.services'),
    tiles: context.items.map((item, index) => {
      const because = unavailableBecause(context, item);
      return {
        id: `tile:${item.id}`,
        title: kit.texts.localised(context.language, `item.${item.id}.tile`, item.tile),
        detail: kit.texts.localised(context.language, `item.${item.id}.title`, item.title),
        icon: item.icon,
        ...(because === null ? {} : { unavailable: t(because) }),
        ...(index === 0 ? { primary: true } : {}),
      };
    }),
  });
  return page('A0', 'A0', t('idle.touch'), { lead: t('idle.lead'), blocks, canExit: false });
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

/** Z: neutral, 3 seconds. */
export function clearedPage(kit: PageKit): Screen {
  return page('Z', 'Z', kit.t('cleared'), { tone: 'done', lead: kit.t('cleared.lead'), canExit: false });
}

/** F-12: an ID card lies on the pad after a visit. First a call to its owner, then neutral for everybody. */
export function cardLeftPage(kit: PageKit, neutral: boolean): Screen {
  const { t } = kit;
  return page(
    'N1',
    neutral ? 'machine/card-left-neutral' : 'machine/card-left',
    t(neutral ? 'id.leftIdle' : 'id.left'),
    {
      tone: 'attention',
      lead: t('id.leftIdle.lead', { phone: kit.keeperPhone() }),
      blocks: [{ type: 'machine', part: 'idReader', state: 'take', caption: t('id.caption.take') }],
      canExit: false,
    },
  );
}

/** Help lies over any page; nothing is lost by opening it. */
export function helpPage(kit: PageKit): Screen {
  const { context, t } = kit;
  return page('N1', 'help', t('help.title'), {
    tone: 'information',
    lead: t('help.lead'),
    blocks: [
      {
        type: 'hotlines',
        lines: [
          { label: t('help.keeper'), number: kit.keeperPhone() },
          { label: t('help.city'), number: kit.settings.cityHotline },
        ],
      },
    ],
    actions: { main: kit.action('help.close', 'action.close') },
    canExit: context.visit !== null,
  });
}
