import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import type { WireLine } from '../../../drivers/trace/live-wire.ts';
import { wireLinesShown } from '../bench-wire.ts';
import { deviceTests } from '../device-tests.ts';
import { mayTest } from '../rights.ts';
import type { Desk, DeskKit, DeskPage, DeviceFacts } from './desk.ts';
import { keyOf } from './tests-page.ts';

type TraceLine = TechnicianBlockOf<'trace'>['lines'][number];

/** What goes over the wire of one device, newest last, with its tests at hand: somebody starts one and sees what it says. */
export function wirePage(kit: DeskKit, device: DeviceFacts, wire: NonNullable<Desk['wire']>): DeskPage {
  const { t, facts, person } = kit;
  const { role, holding } = device;
  const all = wire.standing ?? facts.wire(role);
  const end = all.length - wire.back * wireLinesShown;
  const lines = all.slice(Math.max(0, end - wireLinesShown), end);
  const isStanding = wire.standing !== null;
  const action = (id: string, key: string) => ({ id, label: t(key) });
  const tests = deviceTests.filter((test) => test.device === role && !test.hand && mayTest(person, test.id));
  return {
    name: 'wire',
    heading: t('tech.wire', { device: t(`tech.role.${role}`).text }),
    lead: t(isStanding ? 'tech.wire.stands' : 'tech.wire.lead'),
    blocks: [{ type: 'trace', lines: lines.map((line) => lineOf(kit, line)), empty: t('tech.wire.empty') }],
    back: action(`device:${role}`, 'tech.action.device'),
    other: [
      ...(isStanding && Math.max(0, end - wireLinesShown) > 0 ? [action('wire.older', 'tech.wire.older')] : []),
      ...(isStanding && wire.back > 0 ? [action('wire.newer', 'tech.wire.newer')] : []),
      ...(isStanding || kit.isBusy || holding === 'held'
        ? []
        : tests.map((test) => action(`test:${test.id}`, `tech.test.${keyOf(test.id)}`))),
    ],
    main: isStanding ? action('wire.go', 'tech.wire.go') : action('wire.pause', 'tech.wire.pause'),
    ...(kit.isBusy ? { waiting: t('tech.running') } : {}),
  };
}

/** `10:32:07.41`, in the city's time. */
function lineOf({ t, has }: DeskKit, { atMs, dir, hex, length, text, isValid }: WireLine): TraceLine {
  const at = new Date(atMs + 8 * 3_600_000).toISOString().slice(11, 22);
  if (dir === 'event') {
    const key = `tech.wire.event.${text}`;
    return { at, way: 'event', bytes: '', words: has(key) ? t(key).text : text };
  }
  const pairs = hex.match(/../g) ?? [];
  const more = length > pairs.length ? ` … ${length}` : '';
  return {
    ...{ at, way: dir === 'tx' ? 'out' : 'in', bytes: `${pairs.join(' ')}${more}`, words: text },
    ...(isValid ? {} : { isDamaged: true as const }),
  };
}
