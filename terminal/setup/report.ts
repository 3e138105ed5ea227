import { createHash } from 'node:crypto';
import type { CommissioningBody } from '../../contract/technician/commissioning.ts';
import { commissioningHash, signedText, type UnsignedReport } from '../../contract/technician/commissioning-hash.ts';
import { roleOfTest } from './device-checks.ts';
import { type Assignment, type Progress, type SetupRole, setupRoles } from './progress.ts';
import { wantedTests } from './step.ts';

/** What a device says of itself at the moment of the report. */
export interface DeviceWord {
  readonly serial: string | null;
  readonly firmware: string | null;
  readonly link: string;
}

export interface ReportSources {
  readonly id: string;
  readonly kiosk: string;
  readonly at: string;
  readonly program: string;
  readonly node: string;
  readonly hubUrl: string;
  /** The report before on this machine; null = this is the first. */
  readonly last: Pick<CommissioningBody, 'number' | 'hash'> | null;
  word(role: SetupRole): DeviceWord;
  /** What is drawn of a test, as SVG; null = nothing. */
  picture(test: string): string | null;
  /** By the machine's key, base64. */
  sign(text: string): string;
}

/** The report of a set-up that has come to its end; null = something is missing that the steps should have asked for. */
export function reportOf(progress: Progress, sources: ReportSources): CommissioningBody | null {
  const { panel, network, assigned, tests, by, begunAt } = progress;
  const { inch, orientation, bottomEdgeMm, model, fitsModel } = panel;
  if (inch === null || orientation === null || bottomEdgeMm === null || model === null || network === null) return null;
  const { id, kiosk, at, program, node, hubUrl, last } = sources;
  const cut = (text: string | null, length: number) => text?.slice(0, length) ?? null;
  const unsigned: UnsignedReport = {
    format: 'yitiji-commissioning/1',
    id,
    number: `${kiosk}-SET-${numberIn(last?.number ?? '') + 1}`,
    staff: by,
    begunAt,
    at,
    versions: { program, node },
    model,
    panel: { inch, orientation, bottomEdgeMm, fitsModel },
    network: { ...network, hub: hubUrl },
    devices: setupRoles.flatMap((role) => {
      const given = assigned[role];
      if (given === undefined) return [];
      const { serial, firmware, link } = sources.word(role);
      const { driver, port, baud } = given;
      const unit = { serial: cut(serial, 64), firmware: cut(firmware, 64), link };
      return [{ role, driver, port, baud, ...switchesOf(given), ...unit }];
    }),
    tests: wantedTests(progress).flatMap((test) => {
      const note = tests[test];
      if (note === undefined) return [];
      const svg = note.outcome === 'done' ? sources.picture(test) : null;
      const picture = svg === null ? null : createHash('sha256').update(svg).digest('hex');
      return [{ id: test, device: roleOfTest(test), outcome: note.outcome, code: note.code, at: note.at, picture }];
    }),
    previous: last?.hash ?? null,
  };
  const hash = commissioningHash(unsigned);
  return { ...unsigned, hash, signature: sources.sign(signedText({ number: unsigned.number, hash })) };
}

/** How the switches stand where that is not as the unit left the factory. */
function switchesOf({
  settings = {},
}: Pick<Assignment, 'settings'>): Pick<CommissioningBody['devices'][number], 'settings'> {
  const { address = 0, lengthField = true } = settings;
  if (address === 0 && lengthField) return {};
  return { settings: { ...(address !== 0 && { address }), ...(!lengthField && { lengthField }) } };
}

/** Whether a report tells of this very set-up: begun then, with these answers and these tests. So one that was stored before a power cut is not made again. Pure. */
export function isReportOf(body: CommissioningBody, progress: Progress): boolean {
  const { panel, model, devices, tests, begunAt } = body;
  const told = [
    ...[begunAt, model, panel.inch, panel.orientation, panel.bottomEdgeMm],
    ...devices.map(({ role, driver, port, baud, settings }) =>
      [role, driver, port, baud, JSON.stringify(settings)].join(' '),
    ),
    ...tests.map(({ id, at, outcome }) => [id, at, outcome].join(' ')),
  ];
  const { inch, orientation, bottomEdgeMm, model: chosen } = progress.panel;
  const now = [
    ...[progress.begunAt, chosen, inch, orientation, bottomEdgeMm],
    ...setupRoles.flatMap((role) => {
      const given = progress.assigned[role];
      if (given === undefined) return [];
      return [[role, given.driver, given.port, given.baud, JSON.stringify(switchesOf(given).settings)].join(' ')];
    }),
    ...wantedTests(progress).map((id) => [id, progress.tests[id]?.at, progress.tests[id]?.outcome].join(' ')),
  ];
  return JSON.stringify(told) === JSON.stringify(now);
}

const numberIn = (number: string): number => Number(/-SET-(\d+)$/.exec(number)?.[1] ?? '0');
