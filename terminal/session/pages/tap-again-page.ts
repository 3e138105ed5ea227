import type { Screen } from '../../../contract/screen.ts';
import type { TapAgain } from '../context.ts';
import { tapAgainDelay } from '../delays.ts';
import { notice, type PageKit, page } from './page-kit.ts';

/** Extended often enough: whoever lays down the card of the visit goes on where it stood. Says nothing of the visit itself, since nobody knows who looks. */
export function tapAgainPage(kit: PageKit, state: TapAgain): Screen {
  const { context, t } = kit;
  const isReading = state === 'reading';
  const failed = state === 'failed';
  return page('C1', isReading ? 'tap-again-reading' : 'tap-again', t(isReading ? 'id.reading' : 'tapAgain'), {
    tone: 'attention',
    lead: isReading ? t('id.reading.lead') : t('tapAgain.lead', { n: Math.round(tapAgainDelay(context) / 1_000) }),
    blocks: [
      ...(state === 'other' || state === 'unreadable' || failed ? [notice('attention', t(`tapAgain.${state}`))] : []),
      {
        type: 'machine',
        part: 'idReader',
        state: isReading ? 'reading' : failed ? 'fault' : 'place',
        caption: t(
          `id.caption.${isReading ? 'reading' : state === 'lift' || state === 'unreadable' ? 'again' : 'place'}`,
        ),
      },
    ],
    actions: {
      back: kit.action('tapAgain.end', 'idle.clear'),
      ...(failed ? { main: kit.action('tapAgain.retry', 'action.retry') } : {}),
    },
  });
}
