import type { CommissioningBody } from '../../contract/technician/commissioning.ts';
import { reportQr } from '../../contract/technician/commissioning-hash.ts';
import type { Texts } from '../catalogue/texts.ts';
import { roleOfTest } from './device-checks.ts';

/**
 * The commissioning report on paper, in ReceiptLine markup, for the folder in the cabinet: in the first language, staff by number. What was tried of the printer stands there as it was tried:
 * rare characters and a symbol that the scanner reads.
 */
export function reportMarkup(texts: Texts, body: CommissioningBody, place: string): string {
  const t = (key: string, values: Readonly<Record<string, string | number>> = {}) =>
    texts.text('zh-CN', key, values).text;
  const plain = (text: string) => text.replace(/[\\|{}~_"`^]/g, ' ');
  const pair = (key: string, value: string | number) => `${t(key)} |${plain(String(value))}`;
  const time = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  const { number, panel, network, devices, tests, versions, model, staff, at } = body;
  const seconds = network.offsetMs === null ? '–' : (network.offsetMs / 1000).toFixed(1);
  return [
    '{width:*;border:0}',
    `^^^${t('setup.report.title')}^^^`,
    number,
    '-',
    '{width:10,*;border:0}',
    pair('setup.fact.place', place),
    pair('tech.slip.time', time(at)),
    pair('setup.fact.staff', staff ?? t('setup.fact.staff.none')),
    pair('setup.fact.version', versions.program),
    pair('setup.fact.model', model),
    pair(
      'setup.fact.size',
      t('setup.panel.size', { n: panel.inch, orientation: t(`setup.orientation.${panel.orientation}`) }),
    ),
    pair('setup.fact.edge', t('setup.mm', { n: panel.bottomEdgeMm })),
    ...(panel.fitsModel ? [] : [pair('setup.fact.note', t('setup.model.odd.slip'))]),
    pair('setup.fact.hub', network.hub),
    pair('setup.fact.clock', t('setup.report.clock', { n: seconds })),
    '{width:*;border:0}',
    '-',
    ...devices.flatMap(({ role, driver, port, baud, settings = {}, serial, firmware }) => {
      const { address = 0, lengthField = true } = settings;
      const switches = [
        ...(address === 0 ? [] : [t('setup.port.address', { n: address })]),
        ...(lengthField ? [] : [t('setup.port.oldFraming')]),
      ].join(' ');
      const test = tests.find(({ id }) => roleOfTest(id) === role);
      const word =
        test === undefined
          ? '–'
          : t(
              test.outcome === 'done'
                ? 'tech.word.pass'
                : test.outcome === 'skipped'
                  ? 'setup.word.skipped'
                  : 'tech.word.fail',
            );
      const code = test?.code ?? null;
      return [
        '{width:*,12;border:0}',
        `${t(`tech.role.${role}`)} | ${word}${code === null ? '' : ''}`,
        '{width:*;border:0}',
        ...[[driver, baud ?? ''].join(' ').trim(), switches, port, serial, firmware, code]
          .filter((part): part is string => part !== null && part !== '')
          .map((part) => `  ${plain(part)} |`),
      ];
    }),
    '-',
    '㛃 𠮷 赟 喆 淼',
    `{code:${reportQr(body)};option:qrcode,4,m}`,
    body.hash.match(/.{1,32}/g)?.join('\n') ?? '',
    '',
  ].join('\n');
}
