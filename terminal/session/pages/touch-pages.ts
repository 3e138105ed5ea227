import type { Language, Text } from '../../../contract/text.ts';
import type { Texts } from '../../catalogue/texts.ts';
import { isMissing } from '../availability.ts';
import type { SessionContext } from '../context.ts';

/** What helps in this moment, for the bar that stands on every page; undefined = the panel is sound. */
export function panelHint(context: SessionContext, texts: Texts, language: Language): Text | undefined {
  const { fault } = context.panel;
  if (fault === null) return undefined;
  return texts.text(language, `panel.${fault}${isMissing(context, 'navPad') ? '' : '.keys'}`);
}
