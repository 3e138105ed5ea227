import type { TechnicianBlock, TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { measuredLine } from '../../technician/pages/measured-line.ts';
import { wayLines } from '../way-to-hub.ts';
import { backTo, onwards, type SetupKit, type SetupPage } from './kit.ts';

type Line = TechnicianBlockOf<'checks'>['lines'][number];

/** The way to the hub: its name, its answer, the clock, the certificate, each with what to do. */
export function networkPage(kit: SetupKit): SetupPage {
  const { t, value, progress, hubUrl, isLooking, isTypingHub } = kit;
  if (isTypingHub) return addressPage(kit);
  const address: TechnicianBlock = {
    type: 'facts',
    rows: [
      {
        id: 'hub',
        label: t('setup.network.url'),
        value: value('hub', hubUrl),
        change: { id: 'hub.change', label: t('setup.network.change') },
      },
    ],
  };
  return {
    heading: t('setup.network'),
    lead: t('setup.network.lead'),
    blocks: [address, { type: 'checks', lines: [...wayBlockLines(kit)] }],
    back: backTo(kit),
    other: isLooking ? [] : [{ id: 'check', label: t('setup.network.check') }],
    ...(progress.network === null || isLooking ? {} : { main: onwards(kit) }),
    ...(isLooking ? { waiting: t('setup.network.looking') } : {}),
  };
}

/** Another address of the hub, typed. */
function addressPage(kit: SetupKit): SetupPage {
  const { t, hubUrl } = kit;
  return {
    name: 'set-up/hub',
    heading: t('setup.network.url'),
    blocks: [
      {
        type: 'text',
        name: 'hubUrl',
        label: t('setup.network.url'),
        why: t('setup.network.url.why'),
        minLength: 8,
        maxLength: 200,
        layout: 'latin',
        phrases: [],
        value: hubUrl,
        submit: { id: 'hubUrl', label: t('setup.network.url.submit') },
      },
    ],
    back: backTo(kit),
  };
}

function wayBlockLines(kit: SetupKit): readonly Line[] {
  const { t, value, way, isLooking } = kit;
  const name = (verdict: Line['verdict'], more: Partial<Line> = {}): Line => ({
    ...{ id: 'name', label: t('setup.network.name'), verdict, word: t(`tech.word.${verdict}`) },
    ...more,
  });
  if (isLooking || way === null) return [name(isLooking ? 'running' : 'waiting')];
  const { addresses, fault } = way.names;
  const first =
    addresses === null
      ? name('fail', {
          measured: value('name.fault', `[${fault ?? ''}]`),
          todo: t('setup.network.name.todo'),
        })
      : name('pass', { measured: value('name.found', addresses.join('  ')) });
  // Without a name the rest would only say the same again.
  if (addresses === null) return [first];
  return [first, ...wayLines(way).map((line, index) => measuredLine(kit, `way.${index}`, line))];
}
