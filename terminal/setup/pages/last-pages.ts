import { reportQr } from '../../../contract/technician/commissioning-hash.ts';
import type { Verdict } from '../../../contract/technician/verdicts.ts';
import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { qrModules } from '../../receipt/receipt-qr.ts';
import { handPage } from '../../technician/pages/hand-page.ts';
import { roleOfTest } from '../device-checks.ts';
import { type SetupRole, setupRoles, type TestNote } from '../progress.ts';
import { wantedTests } from '../step.ts';
import { backTo, onwards, type SetupKit, type SetupPage } from './kit.ts';
import { shortName, unitWords } from './ports-pages.ts';

type ResultRow = TechnicianBlockOf<'testResults'>['rows'][number];

/** What will stand in the configuration, or why it was refused. */
export function profilePage(kit: SetupKit): SetupPage {
  const { t, value, progress, hubUrl, problems, isRestarting } = kit;
  const { panel, assigned, isWritten } = progress;
  const fact = (id: string, text: string) => ({ id, label: t(`setup.fact.${id}`), value: value(id, text) });
  return {
    heading: t('setup.profile'),
    lead: t('setup.profile.lead'),
    blocks: [
      ...problems.map((problem, index) => ({
        type: 'notice' as const,
        tone: 'attention' as const,
        title: t('setup.profile.refused'),
        text: value(`problem.${index}`, problem),
      })),
      {
        type: 'facts',
        rows: [
          fact('model', panel.model ?? ''),
          fact('hub', hubUrl),
          ...setupRoles.map((role) => {
            const given = assigned[role];
            const text =
              given === undefined
                ? t('setup.profile.none')
                : value(role, `${unitWords(kit, given)}  ${shortName(given.port)}`);
            return { id: role, label: t(`tech.role.${role}`), value: text };
          }),
        ],
      },
    ],
    back: backTo(kit),
    ...(isRestarting
      ? { waiting: t('setup.profile.restarting') }
      : { main: onwards(kit, isWritten ? 'setup.next' : 'setup.profile.write') }),
  };
}

/** One row for each device that has a role. */
export function testsPage(kit: SetupKit): SetupPage {
  const { t, progress, running, hasDevices, canRestart } = kit;
  if (!hasDevices)
    return {
      heading: t('setup.tests'),
      blocks: [
        {
          type: 'notice',
          tone: 'waiting',
          text: t(canRestart ? 'setup.profile.restarting' : 'setup.profile.restartByHand'),
        },
      ],
      back: backTo(kit),
      ...(canRestart ? { waiting: t('setup.profile.restarting') } : {}),
    };
  if (kit.asked !== null) {
    const facts = { devices: () => [], soundCard: () => null };
    return { ...handPage({ ...kit, facts }, kit.asked), name: 'set-up/hand' };
  }
  const wanted = wantedTests(progress);
  const isDone = wanted.every((test) => progress.tests[test] !== undefined);
  return {
    heading: t('setup.tests'),
    lead: t('setup.tests.lead'),
    blocks: [{ type: 'testResults', rows: wanted.map((test) => resultRow(kit, test)) }],
    back: backTo(kit),
    other:
      running !== null
        ? [{ id: 'test.stop', label: t('setup.tests.stop') }]
        : isDone
          ? []
          : [{ id: 'skip', label: t('setup.tests.skip') }],
    ...(isDone && running === null ? { main: onwards(kit) } : {}),
    ...(running === null ? {} : { waiting: t('tech.running') }),
  };
}

function verdictOf(note: TestNote | undefined): Verdict {
  if (note === undefined) return 'waiting';
  if (note.outcome === 'done') return 'pass';
  return note.outcome === 'skipped' || note.outcome === 'partial' ? 'warn' : 'fail';
}

function resultRow(kit: SetupKit, test: string): ResultRow {
  const { t, has, progress, running, link, strip } = kit;
  const role = roleOfTest(test);
  const note = progress.tests[test];
  const verdict = running === role ? 'running' : verdictOf(note);
  const code = note?.code ?? null;
  const key = code === null || !has(`tech.fault.${code}`) ? 'tech.fault.other' : `tech.fault.${code}`;
  const isBad = verdict === 'fail' || (verdict === 'warn' && note?.outcome !== 'skipped');
  return {
    id: role,
    name: t(`tech.role.${role}`),
    verdict,
    word: t(note?.outcome === 'skipped' && running !== role ? 'setup.word.skipped' : `tech.word.${verdict}`),
    ...(isBad ? { measured: t(key) } : {}),
    ...(verdict === 'running' || verdict === 'waiting' ? { todo: t(`setup.test.${test}`) } : {}),
    ...(isBad
      ? { todo: t(code !== null && has(`setup.mend.${code}`) ? `setup.mend.${code}` : 'setup.tests.mend') }
      : {}),
    ...(code === null ? {} : { code }),
    ...(test === 'receiptPrinter:strip' && verdict === 'pass' && strip !== null
      ? { picture: { kind: 'paper' as const, svg: strip, label: t('setup.test.strip') } }
      : {}),
    ...(running === null && link(role) !== null
      ? { action: { id: `test:${role}`, label: t(note === undefined ? 'setup.tests.run' : 'setup.tests.again') } }
      : {}),
  };
}

/** The report, once it is stored. */
export function reportPage(kit: SetupKit): SetupPage {
  const { t, value, report, identity, printed, isPrinting, progress, link } = kit;
  if (report === null)
    return { heading: t('setup.report.making'), blocks: [], back: backTo(kit), waiting: t('setup.report.making') };
  const { body, paper } = report;
  const results = body.tests.map(({ id, outcome, code, at }) => {
    const role = roleOfTest(id) as SetupRole;
    const verdict = verdictOf({ outcome, code, at });
    const word = t(outcome === 'skipped' ? 'setup.word.skipped' : `tech.word.${verdict}`);
    return { id, name: t(`tech.role.${role}`), verdict, word };
  });
  const hasPrinter = progress.assigned.receiptPrinter !== undefined && link('receiptPrinter') !== null;
  return {
    heading: t('setup.report'),
    lead: t('setup.report.lead'),
    blocks: [
      ...(printed === null
        ? []
        : [
            {
              type: 'notice' as const,
              tone: printed === 'done' ? ('done' as const) : ('attention' as const),
              text: t(`setup.report.print.${printed}`),
            },
          ]),
      {
        type: 'report',
        title: t('setup.report.title'),
        number: body.number,
        facts: [
          { label: t('setup.fact.place'), value: value('place', identity?.place ?? '') },
          {
            label: t('setup.fact.size'),
            value: t('setup.panel.size', {
              n: body.panel.inch,
              orientation: t(`setup.orientation.${body.panel.orientation}`).text,
            }),
          },
          { label: t('setup.fact.hub'), value: value('hub', body.network.hub) },
          { label: t('setup.fact.version'), value: value('version', body.versions.program) },
        ],
        results,
        qr: { ...qrModules(reportQr(body)), label: t('setup.report.qr') },
        ...(paper === null ? {} : { paper: { svg: paper, label: t('setup.report.paper') } }),
      },
    ],
    back: backTo(kit),
    other:
      hasPrinter && !isPrinting
        ? [{ id: 'report.print', label: t(printed === null ? 'setup.report.print' : 'setup.report.printAgain') }]
        : [],
    ...(isPrinting
      ? { waiting: t('setup.report.printing') }
      : { main: { id: 'service', label: t('setup.report.service') } }),
  };
}
