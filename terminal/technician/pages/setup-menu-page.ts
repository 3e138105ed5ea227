import type { DeskKit, DeskPage } from './desk.ts';

/** Where a technician sends the machine into its set-up once more (terminal/setup). */
export function setupMenuPage({ t, value, facts, canRestart, isBusy: isRunning, desk }: DeskKit): DeskPage {
  const { last, isOpen } = facts.setup();
  const isBusy = isRunning || desk.refill !== null;
  const begin = { id: 'setup.begin', label: t('setup.menu.begin') };
  const goOn = { id: 'setup.goOn', label: t('setup.menu.goOn') };
  return {
    heading: t('setup.menu'),
    lead: t('setup.menu.lead'),
    blocks: [
      {
        type: 'facts',
        rows: [
          {
            id: 'last',
            label: t('setup.menu.last'),
            value: last === null ? t('setup.menu.never') : value('last', `${last.number}  ${last.at}`),
          },
        ],
      },
      ...(canRestart ? [] : [{ type: 'notice' as const, tone: 'attention' as const, text: t('setup.menu.noRestart') }]),
    ],
    ...(isBusy ? { waiting: t('tech.running') } : {}),
    ...(canRestart && !isBusy ? { main: isOpen ? goOn : begin, other: isOpen ? [begin] : [] } : {}),
  };
}
