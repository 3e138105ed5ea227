import { join } from 'node:path';
import type { CheckLine, SupplyForecast } from '../../contract/checks.ts';
import { type Command, UsageError } from '../../contract/command.ts';
import type { Options } from '../../contract/command-options.ts';
import { type Language, languages } from '../../contract/text.ts';
import { loadTexts, type Texts } from '../catalogue/texts.ts';
import { forecastAll } from '../checks/forecast.ts';
import { countsOf, judge } from '../checks/judge.ts';
import { forecastInWords, lineInWords } from '../checks/words.ts';
import { version } from '../version.ts';
import { gatherHere } from './gather-here.ts';
import { givenOr, shippedDirOf } from './machine-options.ts';

/**
 * Everything a technician should know, one line each with what to do. Runs beside a running service; changes nothing, moves nothing.
 * Exit 0 = nothing failed (warnings are no failure), 1 = something failed, 2 = wrong usage.
 */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Checks the whole machine: one line each, with what to do. Exit 0 = nothing failed, 1 = something did.',
  options: {
    data: { type: 'string', help: 'data folder of the terminal service; default: YITIJI_DATA' },
    config: { type: 'string', help: "the machine's own configuration file; default: YITIJI_CONFIG" },
    shipped: {
      type: 'string',
      help: 'folder kiosk-config of the release; default: YITIJI_SHIPPED, or the one of this program',
    },
    page: {
      type: 'string',
      help: 'folder of the built page, with the recordings of speech; default: that of the running service',
    },
    devices: { type: 'boolean', help: 'without a running service: open the devices and ask them (nothing moves)' },
    language: { type: 'string', help: `${languages.join(', ')}; default: that of the shell (LANG), else en` },
  },
  run: async ({ options }, io) => {
    const language = languageOf(options);
    const shippedDir = shippedDirOf(options);
    const texts = loadTexts(join(shippedDir, 'texts'));
    const { facts, supplies, nowMs } = await gatherHere({
      shippedDir,
      dataDir: givenOr(options, 'data', 'YITIJI_DATA'),
      configFile: givenOr(options, 'config', 'YITIJI_CONFIG'),
      pageDir: givenOr(options, 'page', 'YITIJI_PAGE'),
      opensDevices: options.devices === true,
      signal: io.signal,
    });
    const lines = judge(facts);
    const counts = countsOf(lines);
    const forecast = supplies === null ? [] : forecastAll(supplies, nowMs);
    const verdict = counts.fail > 0 ? 'fail' : counts.warn > 0 ? 'warn' : 'pass';
    return {
      exit: counts.fail > 0 ? 1 : 0,
      json: {
        ...{ verdict, counts, version, at: new Date(nowMs).toISOString(), isServiceRunning: facts.program.isRunning },
        lines: lines.map((line) => ({ ...line, words: lineInWords(texts, language, line) })),
        forecast,
      },
      text: textOf(lines, forecast, texts, language),
    };
  },
};

/** Of the option, else of the shell. */
function languageOf({ language }: Options): Language {
  if (language !== undefined) {
    const found = languages.find((known) => known === language);
    if (found === undefined) throw new UsageError(`--language is one of ${languages.join(', ')}`);
    return found;
  }
  const shell = process.env.LC_ALL ?? process.env.LC_MESSAGES ?? process.env.LANG ?? '';
  if (/^zh_(HK|TW|MO)/.test(shell)) return 'zh-HK';
  return shell.startsWith('zh') ? 'zh-CN' : 'en';
}

function textOf(
  lines: readonly CheckLine[],
  forecast: readonly SupplyForecast[],
  texts: Texts,
  language: Language,
): string {
  const rows = lines.map((line) => {
    const { part, title, verdict, found, todo } = lineInWords(texts, language, line);
    return [verdict, part, title, todo === null ? found : `${found}${found === '' ? '' : '  '}→ ${todo}`];
  });
  const supplies = forecast.map((one) => {
    const { supply, said } = forecastInWords(texts, language, one);
    return ['', supply, '', said];
  });
  const { pass, warn, fail, notFitted } = countsOf(lines);
  const word = (verdict: CheckLine['verdict']) => texts.text(language, `check.verdict.${verdict}`).text;
  return [
    ...columns([...rows, ...supplies]),
    '',
    `${word('pass')} ${pass}, ${word('warn')} ${warn}, ${word('fail')} ${fail}, ${word('notFitted')} ${notFitted}`,
  ].join('\n');
}

/** The last column is as long as it is. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((row) => cells(row[i] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - cells(cell)))))
      .join('  ')
      .trimEnd(),
  );
}

/** Cells of a terminal: characters of East Asia take two. */
function cells(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]/.test(character)
        ? 2
        : 1),
    0,
  );
}
