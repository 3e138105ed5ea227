import type { Language } from '../../../contract/text.ts';
import { formatValue } from '../rules/format.ts';
import type { PageKit } from './page-kit.ts';

/** Name of a place in this language; in Chinese where it has no English one. */
export const placeName = (language: Language, place: { readonly nameZh: string; readonly nameEn: string }): string =>
  language === 'en' && place.nameEn !== '' ? place.nameEn : place.nameZh;

/** A distance in words. @param metres straight line */
export function distanceText(kit: PageKit, metres: number): string {
  return formatValue(kit.words, metres, 'distance');
}
