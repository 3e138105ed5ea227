import type { SelfTestResult } from '../../contract/checks.ts';
import type { Texts } from '../catalogue/texts.ts';
import { lineInWords } from '../checks/words.ts';
import { type SlipHeading, slipHead } from './slips.ts';

/**
 * The slip of the day's check for the folder in the cabinet: machine, hour, who, every line with its verdict, versions. In the first language, staff by number; lines that did
 * not pass say what was found and what to do.
 */
export function readinessMarkup(
  texts: Texts,
  heading: SlipHeading,
  of: { readonly result: SelfTestResult; readonly staff: string; readonly version: string },
): string {
  const t = (key: string, values: Readonly<Record<string, string | number>> = {}) =>
    texts.text('zh-CN', key, values).text;
  const { result, staff, version } = of;
  const { pass, warn, fail } = result.counts;
  const at = new Date(result.atMs + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  const lines = result.lines
    .filter(({ verdict }) => verdict !== 'notFitted')
    .flatMap((line) => {
      const words = lineInWords(texts, 'zh-CN', line);
      const head = `${clean(words.part)} ${clean(words.title)} |${clean(words.verdict)}`;
      if (line.verdict === 'pass') return [head];
      return [head, ...[words.found, words.todo ?? ''].filter((text) => text !== '').map((text) => `|${clean(text)}`)];
    });
  return [
    ...slipHead(texts, 'tech.slip.readiness', heading),
    `${t('tech.slip.staff')} |${staff}`,
    `${t('tech.slip.checked')} |${at}`,
    `${t('tech.slip.version')} |${version}`,
    '{width:*;border:0}',
    `^${t(fail === 0 ? 'tech.readiness.ready' : 'tech.readiness.notReady')}^`,
    t('tech.readiness.counts', { pass, warn, fail }),
    '-',
    '{width:*,8;border:0}',
    ...lines,
    '{width:*;border:0}',
    '-',
    t('tech.readiness.sign'),
    '',
  ].join('\n');
}

/** Signs that mean something to ReceiptLine are written out of it. */
const clean = (text: string): string => text.replaceAll(/[|{}\\`~_^"]/g, ' ');
