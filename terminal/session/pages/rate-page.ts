import type { Screen } from '../../../contract/screen.ts';
import type { Visit } from '../context.ts';
import { type PageKit, page, pageName } from './page-kit.ts';

/** A bad rating is answered by what happens with it; a good one by thanks; without the hub only by what is kept. */
function thanksWords(kit: PageKit, visit: Visit): string {
  const level = visit.item.fields.find((field) => field.type === 'select')?.key ?? 'level';
  const given = visit.answers[level];
  if (given === '1' || given === '2') return 'rate.low';
  return kit.context.online ? 'rate.thanks' : 'rate.stored';
}

const refusalWords = ({ context }: PageKit): string =>
  context.notice === 'rate.already' ? 'rate.already' : 'rate.notTaken';

/** G2: five faces, 跳过 of the same size. */
export function ratePage(kit: PageKit, visit: Visit, state: string): Screen {
  const { t } = kit;
  const finish = kit.action('finish', 'action.finish');
  if (state === 'thanks' || state === 'notTaken') {
    const words = state === 'thanks' ? thanksWords(kit, visit) : refusalWords(kit);
    return page('G2', pageName(visit, `G2-${state}`), t(words), {
      tone: state === 'thanks' ? 'done' : 'information',
      lead: t(`${words}.lead`),
      actions: { main: finish },
    });
  }
  if (state === 'sending') {
    return page('G2', pageName(visit, 'G2-sending'), t('rate.sending'), {
      actions: { other: [kit.action('skip', 'rate.skip')] },
    });
  }
  const level = visit.item.fields.find((field) => field.type === 'select');
  const codes = level?.list?.codes ?? ['5', '4', '3', '2', '1'];
  return page('G2', pageName(visit, 'G2'), t('rate.title'), {
    lead: t('rate.lead'),
    blocks: [
      {
        type: 'choice',
        name: level?.key ?? 'level',
        look: 'faces',
        selected: null,
        options: codes.map((code) => ({ id: code, label: t(`list.rating.${code}`) })),
      },
    ],
    // The faces are the act; leaving them out weighs less.
    actions: { other: [kit.action('skip', 'rate.skip')] },
  });
}
