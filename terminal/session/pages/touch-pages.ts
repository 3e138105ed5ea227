import type { Screen } from '../../../contract/screen.ts';
import type { Language, Text } from '../../../contract/text.ts';
import type { Texts } from '../../catalogue/texts.ts';
import { isMissing, otherKiosks } from '../availability.ts';
import type { SessionContext } from '../context.ts';
import { type PageKit, page } from './page-kit.ts';
import { distanceText, placeName } from './place-words.ts';

/** F-15: nothing can be pressed here. Where to go, whom to call, and what became of what was done here before. */
export function touchPage(kit: PageKit): Screen {
  const { context, t, settings } = kit;
  const [near] = otherKiosks(context);
  const lead =
    near === undefined
      ? t('panel.off.lead')
      : t('panel.off.near', {
          place: placeName(context.language, near),
          distance: distanceText(kit, near.distanceM),
        });
  return page('N1', 'machine/touch', t('panel.off'), {
    tone: 'attention',
    lead,
    blocks: [
      {
        type: 'hotlines',
        lines: [
          { label: t('help.keeper'), number: kit.keeperPhone() },
          { label: t('help.city'), number: settings.cityHotline },
        ],
      },
      { type: 'paragraph', text: t('panel.off.data') },
      { type: 'paragraph', text: t('panel.off.back') },
    ],
    canExit: false,
  });
}

/** What helps in this moment, for the bar that stands on every page; undefined = the panel is sound. */
export function panelHint(context: SessionContext, texts: Texts, language: Language): Text | undefined {
  const { fault } = context.panel;
  if (fault === null) return undefined;
  return texts.text(language, `panel.${fault}${isMissing(context, 'navPad') ? '' : '.keys'}`);
}
