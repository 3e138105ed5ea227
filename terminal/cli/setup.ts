import { systemClock } from '../../contract/clock.ts';
import { type Command, type CommandIo, UsageError } from '../../contract/command.ts';
import { type Options, wordsOption } from '../../contract/command-options.ts';
import { openPortHere } from '../../drivers/transport/open-port.ts';
import { listPorts } from '../setup/ports/list-ports.ts';
import { PortSearch } from '../setup/ports/port-search.ts';
import { type Proposal, propose } from '../setup/ports/propose.ts';
import type { ListedPort, SeenPort } from '../setup/ports/seen-port.ts';
import { profileWishes } from '../setup/profile.ts';
import { isHubUrl } from '../setup/way-to-hub.ts';
import { perform } from './config-change.ts';
import { byOption, deskOf, placeOptions } from './config-places.ts';
import { readAssignments } from './setup-assign.ts';
import { unlistedWords } from './unlisted-words.ts';

const searchOptions = {
  probe: { type: 'string', help: 'further serial ports to ask, separated by commas' },
  only: { type: 'string', help: 'ask these serial ports and no other, separated by commas' },
  assign: {
    type: 'string',
    help: 'what a person knows: role=driver@port or role=driver@port@baud, of a dispenser with @address=N behind it, separated by commas',
  },
  unused: { type: 'string', help: 'ports that are left out, separated by commas' },
} as const;

/** The same search as the wizard's at the screen (docs/set-up.md). */
export const setupDiscover: Command = {
  name: 'setup discover',
  summary:
    'Asks every port of this machine for devices, one after the other, and proposes a role for each. Stop the service first: it holds its ports.',
  options: searchOptions,
  run: async ({ options }, io) => {
    const { seen, troubles, proposal, assigned } = await search(options, io);
    const isSettled = proposal.unsettled.length === 0 && Object.keys(assigned).length > 0;
    return {
      exit: isSettled ? 0 : 1,
      json: { ports: seen.map(({ lines: _, ...port }) => port), troubles, assigned, unsettled: proposal.unsettled },
      text: [
        ...seen.map((port) => portLine(port, assigned, proposal)),
        ...(seen.length === 0 ? ['no ports found; name one with --probe'] : []),
        ...proposal.unsettled.map(
          (port) => `ask: ${port} could be more than one thing; say it with --assign or --unused`,
        ),
      ].join('\n'),
    };
  },
};

/** The profile of a machine from the shell. */
export const setupWrite: Command = {
  name: 'setup write',
  summary:
    'Searches as `setup discover` and writes what was found as the machine layer of the configuration, with undo.',
  options: {
    ...placeOptions,
    ...searchOptions,
    by: byOption,
    model: { type: 'string', help: 'model of this machine; left out = it stays' },
    hub: { type: 'string', help: 'address of the hub; left out = it stays' },
    'dry-run': { type: 'boolean', help: 'only say what would become of it' },
  },
  run: async ({ options }, io) => {
    const { model, hub } = options;
    if (typeof hub === 'string' && !isHubUrl(hub))
      throw new UsageError('--hub must begin with https:// (http:// on this machine only)');
    const desk = deskOf(options, true);
    const { proposal, assigned, seen } = await search(options, io);
    if (proposal.unsettled.length > 0) {
      const { unsettled } = proposal;
      const text = `nothing was written, these ports could be more than one thing: ${unsettled.join(', ')}`;
      return { exit: 1, json: { error: 'unsettled', unsettled }, text };
    }
    if (Object.keys(assigned).length === 0) {
      const text = 'nothing was written: no device was found';
      return { exit: 1, json: { error: 'nothing', ports: seen.length }, text };
    }
    const panel = {
      ...{ inch: null, orientation: null, bottomEdgeMm: null, fitsModel: false },
      model: typeof model === 'string' ? model : null,
    };
    const wishes = profileWishes({ panel, hubUrl: typeof hub === 'string' ? hub : null, assigned });
    return perform(desk, desk.propose('machine', wishes), options);
  },
};

const namedPort = (port: string): ListedPort => ({ port, bus: 'serial', driver: null, about: null, serial: null });

async function search(options: Options, io: CommandIo) {
  const given = wordsOption(options, 'probe');
  const only = wordsOption(options, 'only');
  const said = { assigned: readAssignments(String(options.assign ?? '')), unused: [...wordsOption(options, 'unused')] };
  const found = new PortSearch({
    list: async (signal) =>
      only.length > 0 ? { ports: only.map(namedPort), troubles: [] } : listPorts({ given }, signal),
    openPort: openPortHere,
    clock: systemClock,
    changed: () => undefined,
    lookedAt: () => undefined,
  });
  const stop = () => void found.stop();
  io.signal.addEventListener('abort', stop, { once: true });
  await found.start();
  io.signal.removeEventListener('abort', stop);
  for (const trouble of found.troubles()) io.note(unlistedWords[trouble]);
  const proposal = propose(found.seen(), said);
  return {
    ...{ seen: found.seen(), troubles: found.troubles(), proposal },
    assigned: { ...proposal.assigned, ...said.assigned },
  };
}

function portLine(port: SeenPort, assigned: Proposal['assigned'], { unsettled }: Proposal): string {
  const role = Object.entries(assigned).find(([, one]) => one.port === port.port)?.[0];
  const said = role ?? (unsettled.includes(port.port) ? '?' : '-');
  const answers = port.answers.map(({ driver, baud, identity, settings: { address = 0, lengthField = true } = {} }) => {
    const switches = [...(address === 0 ? [] : [`address ${address}`]), ...(lengthField ? [] : ['older framing'])];
    return [driver, baud, ...switches, identity].filter((part) => part !== null).join(' ');
  });
  return [said.padEnd(16), port.port, [port.state, ...answers, port.about].filter((part) => part !== null).join(', ')]
    .join('\t')
    .trim();
}
