import type { SocialSecurityCard } from '../../../contract/hub-api.ts';
import { maskIdNumber, maskName } from '../../../contract/mask.ts';
import type { Block, BlockOf, Screen } from '../../../contract/screen.ts';
import type { Visit } from '../context.ts';
import { hotlines, notice, type PageKit, page, pageName, stepWords } from './page-kit.ts';

/** D1 while asking. */
export function askingPage(kit: PageKit, visit: Visit): Screen {
  return page('D1', pageName(visit, 'D1-asking'), kit.t(visit.slow ? 'submit.stillWorking' : 'pull.working'), {
    step: stepWords(kit, visit),
    lead: kit.t('pull.working.lead'),
    blocks: [],
    personal: true,
  });
}

/** D1: facts with source and date; department data cannot be edited here. */
export function foundPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const step = stepWords(kit, visit);
  if (visit.found?.kind !== 'cards') return offlinePage(kit, visit);
  const { cards, asOf, source } = visit.found;
  const blocks: Block[] = [
    personFacts(kit, visit),
    {
      type: 'facts',
      title: t('found.cards'),
      source: t('found.source', { dept: t(`dept.${source}`).text, date: asOf }),
      rows: cards.map((card) => ({
        id: card.cardId,
        label: cardLabel(kit, card),
        value: kit.personal(
          'card',
          `${cardDetail(kit, card)}${separator(kit)}${t('card.issued', { date: card.issued }).text}`,
        ),
      })),
    },
  ];
  return page('D1', pageName(visit, 'D1'), t('found.title'), {
    step,
    blocks,
    personal: true,
    actions: { main: kit.action('continue', 'action.continue'), other: [kit.action('wrong', 'action.wrong')] },
  });
}

/** The hub is away: say so, give the hotlines, offer to leave a report that is not yet in effect. */
function offlinePage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const step = visit.item.steps[visit.step];
  const key = step?.page === 'found' ? step.offlineNotice : 'loss.offline';
  return page('D1', pageName(visit, 'D1-offline'), t(key), {
    step: stepWords(kit, visit),
    tone: 'attention',
    lead: t(`${key}.lead`),
    blocks: [hotlines(kit, visit, false), notice('waiting', t(`${key}.option`))],
    personal: true,
    actions: {
      back: kit.action('end', 'action.notNow'),
      main: kit.action('continue', 'loss.offline.register'),
      equal: true,
    },
  });
}

/** Who: always masked, from the chip. */
export function personFacts(kit: PageKit, visit: Visit): BlockOf<'facts'> {
  const { t } = kit;
  const date = (visit.identifiedAt ?? '').slice(0, 10);
  return {
    type: 'facts',
    title: t('found.person'),
    source: t('found.source.chip', { date }),
    rows: [
      { id: 'name', label: t('field.name'), value: kit.personal('name', maskName(visit.card?.name ?? '')) },
      {
        id: 'idNumber',
        label: t('field.idNumber'),
        value: kit.personal('idNumber', maskIdNumber(visit.card?.number ?? '')),
      },
    ],
  };
}

export function cardLabel(kit: PageKit, card: SocialSecurityCard) {
  return { ...kit.t('card.label', { last4: card.last4 }), personal: true };
}

export function cardDetail(kit: PageKit, card: SocialSecurityCard): string {
  const bank = kit.context.language === 'en' ? card.bank.nameEn : card.bank.nameZh;
  return kit.t('card.detail', { bank, state: kit.t(`card.state.${card.state}`).text }).text;
}

function separator(kit: PageKit): string {
  return kit.context.language === 'en' ? ', ' : '　';
}
