import { byLikeness, fits, type KnownModel } from '../panel-fit.ts';
import { onwards, type SetupKit, type SetupPage } from './kit.ts';

/** Usual sizes of panels in machines of this kind, inches. */
const sizes = [15.6, 21.5, 23.8, 27, 32];

/** How large the panel is, how high it hangs, and which model of machine that is. */
export function panelPage(kit: SetupKit): SetupPage {
  const { t, value, has, progress, models } = kit;
  const { inch, orientation, bottomEdgeMm, model } = progress.panel;
  if (inch === null || orientation === null)
    return {
      heading: t('setup.panel'),
      lead: t('setup.panel.lead'),
      blocks: [
        {
          type: 'ruler',
          name: 'panel',
          label: t('setup.ruler.label'),
          why: t('setup.ruler.why'),
          diagonalInch: models[0]?.inch ?? 21.5,
          sizes,
          words: {
            card: t('setup.ruler.card'),
            ruler: t('setup.ruler.ruler'),
            smaller: t('setup.ruler.smaller'),
            larger: t('setup.ruler.larger'),
            inch: t('setup.unit.inch'),
            mm: t('setup.unit.mm'),
            portrait: t('setup.orientation.portrait'),
            landscape: t('setup.orientation.landscape'),
          },
          submit: { id: 'panel', label: t('setup.ruler.submit') },
        },
      ],
    };
  const size = t('setup.panel.size', { n: inch, orientation: t(`setup.orientation.${orientation}`).text });
  const again = { id: 'measureAgain', label: t('setup.panel.again') };
  if (bottomEdgeMm === null)
    return {
      heading: t('setup.edge'),
      lead: t('setup.edge.lead'),
      blocks: [
        { type: 'facts', rows: [{ id: 'size', label: t('setup.fact.size'), value: size }] },
        {
          type: 'digits',
          name: 'bottomEdge',
          label: t('setup.edge.label'),
          maxLength: 4,
          groups: [4],
          allowX: false,
          submit: { id: 'bottomEdge', label: t('setup.edge.submit') },
        },
      ],
      other: [again],
    };
  const measured = { inch, orientation, bottomEdgeMm };
  const likely = byLikeness(models, measured);
  const isOdd = (one: KnownModel) => !fits(one, measured);
  return {
    heading: t('setup.model'),
    lead: t('setup.model.lead'),
    blocks: [
      {
        type: 'facts',
        rows: [
          { id: 'size', label: t('setup.fact.size'), value: size },
          { id: 'edge', label: t('setup.fact.edge'), value: t('setup.mm', { n: bottomEdgeMm }) },
        ],
      },
      ...(likely.every(isOdd) || (model !== null && !progress.panel.fitsModel)
        ? [{ type: 'notice' as const, tone: 'attention' as const, text: t('setup.model.none') }]
        : []),
      {
        type: 'choice',
        name: 'model',
        options: likely.map((one) => ({
          id: one.name,
          label: has(`setup.model.name.${one.name}`) ? t(`setup.model.name.${one.name}`) : value('model', one.title),
          detail: t(isOdd(one) ? 'setup.model.odd' : 'setup.model.fits', {
            n: one.inch,
            orientation: t(`setup.orientation.${one.orientation}`).text,
            mm: one.bottomEdgeMm,
          }),
        })),
        selected: model,
      },
    ],
    other: [again],
    ...(model === null ? {} : { main: onwards(kit) }),
  };
}
