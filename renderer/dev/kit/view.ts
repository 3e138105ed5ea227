import type { Snapshot } from '../../../contract/snapshot.ts';
import { type Language, languages } from '../../../contract/text.ts';
import type { PanelProfile } from '../../kit/tokens.ts';

/** Panels that the kit is looked at on. */
export const panels = {
  '21.5': { label: '21.5″', diagonalInch: 21.5, widthPx: 1080, heightPx: 1920, bottomEdgeMm: 850, viewDistanceMm: 600 },
  '15.6': { label: '15.6″', diagonalInch: 15.6, widthPx: 1080, heightPx: 1920, bottomEdgeMm: 850, viewDistanceMm: 600 },
  '32': { label: '32″', diagonalInch: 32, widthPx: 1080, heightPx: 1920, bottomEdgeMm: 740, viewDistanceMm: 600 },
  lying: {
    label: '21.5″ lying',
    diagonalInch: 21.5,
    widthPx: 1920,
    heightPx: 1080,
    bottomEdgeMm: 900,
    viewDistanceMm: 600,
  },
} as const satisfies Readonly<Record<string, PanelProfile & { readonly label: string }>>;
export type PanelName = keyof typeof panels;
export const panelNames = ['15.6', '21.5', '32', 'lying'] as const satisfies readonly PanelName[];

export const themes = [
  'light',
  'contrast-dark',
  'contrast-light',
] as const satisfies readonly Snapshot['modes']['theme'][];
export type Theme = (typeof themes)[number];

/** How a piece is looked at. */
export interface View {
  readonly language: Language;
  readonly theme: Theme;
  readonly largeText: boolean;
  readonly reach: boolean;
  readonly panel: PanelName;
}

/** Reads the view of an address; what is missing or unknown is the usual. */
export function viewOf(query: URLSearchParams): View {
  const one = <T extends string>(name: string, known: readonly T[], usual: T): T =>
    known.find((value) => value === query.get(name)) ?? usual;
  return {
    language: one('lang', languages, 'zh-CN'),
    theme: one('theme', themes, 'light'),
    largeText: query.get('large') === '1',
    reach: query.get('reach') === '1',
    panel: one('panel', panelNames, '21.5'),
  };
}

/** The address of a page in a view. */
export function href(page: Readonly<Record<string, string>>, view: View): string {
  const query = new URLSearchParams(page);
  if (view.language !== 'zh-CN') query.set('lang', view.language);
  if (view.theme !== 'light') query.set('theme', view.theme);
  if (view.largeText) query.set('large', '1');
  if (view.reach) query.set('reach', '1');
  if (view.panel !== '21.5') query.set('panel', view.panel);
  return `?${query}`;
}
