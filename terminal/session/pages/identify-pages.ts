import type { Screen } from '../../../contract/screen.ts';
import type { Visit } from '../context.ts';
import { notice, type PageKit, page, pageName, stepWords } from './page-kit.ts';

/** B2: what it is, what it costs, what we read; agreeing and refusing are the same size. */
export function consentPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const { item } = visit;
  const step = item.steps[visit.step];
  const noticeKey = step?.page === 'consent' ? step.notice : 'loss.consent';
  return page(
    'B2',
    pageName(visit, 'B2'),
    kit.texts.localised(kit.context.language, `item.${item.id}.title`, item.title),
    {
      step: stepWords(kit, visit),
      blocks: [
        {
          type: 'facts',
          rows: [
            { id: 'sla', label: t('intro.sla'), value: t('intro.instant') },
            { id: 'materials', label: t('intro.materials'), value: t('intro.materials.id') },
            { id: 'minutes', label: t('intro.time'), value: t('intro.minutes', { n: item.minutes }) },
            { id: 'fee', label: t('intro.fee'), value: t('intro.free') },
            { id: 'visits', label: t('intro.visits'), value: t('intro.visits.value', { n: item.visits }) },
          ],
        },
        notice('information', t(`${noticeKey}.lead`), t(noticeKey)),
      ],
      actions: {
        back: kit.action('disagree', 'action.disagree'),
        main: kit.action('agree', 'action.agree'),
        equal: true,
      },
    },
  );
}

export type IdentifyState = 'waiting' | 'hinting' | 'lift' | 'reading';

/** C1: the picture of this machine with the pad lit. */
export function identifyPage(kit: PageKit, visit: Visit, state: IdentifyState): Screen {
  const { t } = kit;
  const end = kit.action('end', 'action.end');
  const step = stepWords(kit, visit);
  if (state === 'reading') {
    return page('C1', pageName(visit, 'C1-reading'), t('id.reading'), {
      step,
      lead: t('id.reading.lead'),
      blocks: [{ type: 'machine', part: 'idReader', state: 'reading', caption: t('id.caption.reading') }],
    });
  }
  const lift = state === 'lift';
  return page(
    'C1',
    pageName(visit, lift ? 'C1-lift' : state === 'hinting' ? 'C1-hint' : 'C1'),
    t(lift ? 'id.again' : 'id.place'),
    {
      step,
      lead: t(lift ? 'id.again.lead' : 'id.place.lead'),
      blocks: [
        {
          type: 'machine',
          part: 'idReader',
          state: 'place',
          caption: t(lift ? 'id.caption.again' : 'id.caption.place'),
        },
        ...(state === 'hinting'
          ? [notice('information', t('id.hint', { phone: kit.keeperPhone(), hotline: kit.settings.cityHotline }))]
          : []),
      ],
      actions: { back: end },
    },
  );
}
