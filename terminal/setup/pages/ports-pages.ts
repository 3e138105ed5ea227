import type { Tone } from '../../../contract/blocks/parts.ts';
import type { TraceLine } from '../../../contract/technician/trace-line.ts';
import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { drivers } from '../../../drivers/registry.ts';
import type { WireLine } from '../../../drivers/trace/live-wire.ts';
import { rolesAt } from '../ports/propose.ts';
import { portId, type SeenPort } from '../ports/seen-port.ts';
import { type Assignment, type SetupRole, setupRoles } from '../progress.ts';
import { backTo, onwards, type SetupKit, type SetupPage } from './kit.ts';

type Row = TechnicianBlockOf<'ports'>['rows'][number];

/** Every port with what answered there, live. */
export function portsPage(kit: SetupKit): SetupPage {
  const { t, seen, port, troubles, isSearching, facts, progress } = kit;
  const open = seen.find((one) => one.port === port?.name);
  if (open !== undefined) return portPage(kit, open);
  const found = Object.keys(progress.assigned).length;
  const unsettled = facts.unsettled?.length ?? 0;
  const isReady = facts.unsettled !== null && found > 0 && (progress.isMapped || unsettled === 0);
  return {
    heading: facts.unsettled === null ? t('setup.ports.searching') : t('setup.ports.found', { n: found }),
    lead: t(unsettled > 0 ? 'setup.ports.lead.ask' : 'setup.ports.lead'),
    blocks: [
      ...(seen.length === 0 && !isSearching
        ? [{ type: 'notice' as const, tone: 'attention' as const, text: t('setup.ports.none') }]
        : []),
      { type: 'ports', rows: seen.map((one) => rowOf(kit, one, 2)) },
      ...(isSearching ? [] : troubles).map((unlisted) => ({
        type: 'paragraph' as const,
        text: t(`setup.ports.unlisted.${unlisted}`),
        muted: true,
      })),
    ],
    back: backTo(kit),
    // While silent ports are still asked everything, which takes minutes, a plug may have been moved.
    other: isSearching && facts.unsettled === null ? [] : [{ id: 'search', label: t('setup.ports.again') }],
    ...(isReady ? { main: onwards(kit, 'setup.ports.right') } : {}),
    ...(isSearching ? { waiting: t(facts.unsettled === null ? 'setup.ports.searching' : 'setup.ports.silent') } : {}),
  };
}

function portPage(kit: SetupKit, one: SeenPort): SetupPage {
  const { t, port, progress, isSearching } = kit;
  const answered = rolesAt(one);
  const holder = (role: SetupRole) => progress.assigned[role]?.port;
  const { action: _, ...row } = rowOf(kit, one, 12);
  return {
    name: 'set-up/port',
    heading: t('setup.port'),
    lead: t('setup.port.lead'),
    blocks: [
      { type: 'ports', rows: [row] },
      // Only when everything was asked: before, it may still answer.
      ...(one.bus === 'serial' && one.state === 'silent' && !isSearching
        ? [{ type: 'paragraph' as const, text: t('setup.port.silent'), muted: true }]
        : []),
      {
        type: 'roles',
        name: 'role',
        label: t('setup.port.role'),
        selected: port?.role ?? null,
        options: [
          ...setupRoles
            .filter((role) => driverFor(one, role) !== null)
            .map((role) => {
              const elsewhere = holder(role);
              const isElsewhere = elsewhere !== undefined && elsewhere !== one.port;
              return {
                id: role,
                label: t(`tech.role.${role}`),
                ...(isElsewhere
                  ? { detail: t('setup.port.elsewhere', { port: shortName(elsewhere) }) }
                  : { detail: t('setup.port.driver', { driver: driverFor(one, role) ?? '' }) }),
                ...(answered.includes(role) ? { proposed: t('setup.port.answered') } : {}),
              };
            }),
          { id: 'unused', label: t('setup.port.unused') },
        ],
      },
    ],
    back: backTo(kit),
    ...(port?.role === null || port === null ? {} : { main: onwards(kit, 'setup.port.take') }),
  };
}

/** The driver that this port gets for a role: the one that answered, else the one of its class that fits the bus; null = the role cannot hang there. */
export function driverFor(one: SeenPort, role: SetupRole): (typeof one.answers)[number]['driver'] | null {
  const answer = one.answers.find(({ driver }) => drivers[driver].deviceClass === role);
  if (answer !== undefined) return answer.driver;
  if (one.driver !== null) return drivers[one.driver].deviceClass === role ? one.driver : null;
  const names = Object.keys(drivers) as (keyof typeof drivers)[];
  return names.find((name) => drivers[name].deviceClass === role && drivers[name].port === one.bus) ?? null;
}

/** Driver, speed, and how the switches of the unit stand where that is not as it left the factory. */
export function unitWords({ t }: Pick<SetupKit, 't'>, { driver, baud, settings = {} }: Assignment): string {
  const { address = 0, lengthField = true } = settings;
  const words = [
    driver,
    ...(baud === null ? [] : [String(baud)]),
    ...(address === 0 ? [] : [t('setup.port.address', { n: address }).text]),
    ...(lengthField ? [] : [t('setup.port.oldFraming').text]),
  ];
  return words.join(' ');
}

function rowOf(kit: SetupKit, one: SeenPort, lines: number): Row {
  const { t, progress } = kit;
  const role = (Object.keys(progress.assigned) as SetupRole[]).find((r) => progress.assigned[r]?.port === one.port);
  const given = role === undefined ? undefined : progress.assigned[role];
  const { tone, word } = stateOf(kit, one, role !== undefined);
  const trouble = troubleOf(kit, one);
  const [answer] = one.answers;
  const detail = [one.about, answer?.identity ?? one.serial]
    .filter((part) => part !== null && part !== '' && part !== one.port)
    .join('  ');
  return {
    id: portId(one.port),
    name: shortName(one.port),
    bus: t(`setup.bus.${one.bus}`),
    tone,
    word: t(word, { n: one.done + 1, of: one.of }),
    ...(one.state === 'trying' ? { busy: true as const } : {}),
    ...(role === undefined || given === undefined
      ? {}
      : {
          role: {
            id: role,
            label: t(`tech.role.${role}`),
            driver: unitWords(kit, given),
          },
        }),
    ...(detail === '' ? {} : { detail }),
    ...(trouble === null ? {} : { trouble: { text: t(`${trouble}.text`), todo: t(`${trouble}.todo`) } }),
    lines: one.lines
      .filter(({ dir }) => dir !== 'event')
      .slice(-lines)
      .map(traceLine),
    ...(one.state === 'notOurs' ? {} : { action: { id: `port:${portId(one.port)}`, label: t('tech.action.open') } }),
  };
}

function stateOf(
  { progress }: SetupKit,
  one: SeenPort,
  hasRole: boolean,
): { readonly tone: Tone; readonly word: string } {
  if (progress.unused.includes(one.port)) return { tone: 'information', word: 'setup.state.unused' };
  if (hasRole) return { tone: 'done', word: 'setup.state.assigned' };
  switch (one.state) {
    case 'answered':
      return { tone: 'attention', word: 'setup.state.asked' };
    case 'trying':
      return { tone: 'waiting', word: 'setup.state.trying' };
    case 'busy':
    case 'gone':
    case 'failed':
      return { tone: 'attention', word: `setup.state.${one.state}` };
    case 'waiting':
    case 'silent':
    case 'noise':
    case 'notOurs':
      return { tone: 'information', word: `setup.state.${one.state}` };
  }
}

function troubleOf({ facts }: SetupKit, { port, state, answers }: SeenPort): string | null {
  if (facts.unsettled?.includes(port) === true)
    return answers.length > 1 ? 'setup.trouble.twoDrivers' : 'setup.trouble.twoPorts';
  switch (state) {
    case 'busy':
    case 'gone':
    case 'failed':
    case 'noise':
      return `setup.trouble.${state}`;
    default:
      return null;
  }
}

/** Stable names of one machine begin with the same folder: the rest tells them apart. Everything that is no path stands as it is. */
export const shortName = (port: string): string => port.replace(/^\/(?:.*\/)?(?=[^/]+$)/, '');

function traceLine({ atMs, dir, hex, length, text }: WireLine): TraceLine {
  // Hexadecimal pairs with blanks between; cut where the ring has cut.
  const pairs = hex.replaceAll(' ', '').match(/../g) ?? [];
  return {
    at: new Date(atMs + 8 * 3_600_000).toISOString().slice(11, 22),
    way: dir === 'tx' ? 'out' : 'in',
    bytes: [...pairs, ...(length > pairs.length ? ['…'] : [])].join(' '),
    ...(text === '' ? {} : { words: text }),
  };
}
