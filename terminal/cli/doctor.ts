import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckLine, checkMethods, LiveFacts, type SupplyForecast } from '../../contract/checks.ts';
import { systemClock } from '../../contract/clock.ts';
import { type Command, type CommandIo, UsageError } from '../../contract/command.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { noLog } from '../../contract/log.ts';
import { type Language, languages } from '../../contract/text.ts';
import { loadTexts, type Texts } from '../catalogue/texts.ts';
import type { CheckFacts } from '../checks/facts.ts';
import { forecastAll } from '../checks/forecast.ts';
import { countsOf, judge } from '../checks/judge.ts';
import { cabinetFact, deviceFact } from '../checks/live.ts';
import { lookAtCertificate, lookAtHub } from '../checks/look/look-at-hub.ts';
import { lookAtMachineKey } from '../checks/look/look-at-keys.ts';
import { lookAtSpeech } from '../checks/look/look-at-speech.ts';
import { lookAtStore, type StoreLook } from '../checks/look/look-at-store.ts';
import { lookAtSystem } from '../checks/look/look-at-system.ts';
import { notFittedRoles } from '../checks/not-fitted.ts';
import { forecastInWords, lineInWords } from '../checks/words.ts';
import { loadConfig } from '../config/load-config.ts';
import { openDevices } from '../devices/device-set.ts';
import { callService } from '../local-channel/call-service.ts';
import { upkeepDefaults } from '../upkeep.ts';
import { version } from '../version.ts';
import { firstAnswer } from './device-status.ts';

type Options = Readonly<Record<string, string | boolean | undefined>>;

/** How long devices that are opened from here may take to answer, milliseconds. */
const devicesMs = 6_000;

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
    const shippedDir = given(options, 'shipped', 'YITIJI_SHIPPED') ?? join(import.meta.dirname, '../../kiosk-config');
    const texts = loadTexts(join(shippedDir, 'texts'));
    const dataDir = given(options, 'data', 'YITIJI_DATA');
    const { facts, supplies, nowMs } = await gather({ dataDir, shippedDir, options, io });
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

interface Gathered {
  readonly facts: CheckFacts;
  readonly supplies: StoreLook['supplies'];
  /** The right time as far as it is known. */
  readonly nowMs: number;
}

async function gather({
  dataDir,
  shippedDir,
  options,
  io,
}: {
  readonly dataDir: string | null;
  readonly shippedDir: string;
  readonly options: Options;
  readonly io: CommandIo;
}): Promise<Gathered> {
  const own = given(options, 'config', 'YITIJI_CONFIG');
  const read = loadConfig([join(shippedDir, 'default.json'), ...(own === null ? [] : [own])]);
  const config = read.ok ? read.value : null;
  const called =
    dataDir === null ? null : await callService(dataDir, { method: checkMethods.live, input: {}, output: LiveFacts });
  const live = called?.ok === true ? called.value : null;
  const asked = config === null ? null : await lookAtHub(config.hub.url, () => systemClock.wallMs());
  const offsetMs = live?.hub.offsetMs ?? asked?.offsetMs ?? null;
  const nowMs = systemClock.wallMs() + (offsetMs ?? 0);
  const looked: StoreLook | null =
    dataDir === null
      ? null
      : await lookAtStore({
          ...{ dataDir, nowMs, isThorough: true },
          isBallastWanted: (config?.store?.ballastMiB ?? upkeepDefaults.ballastMiB) > 0,
          health: live?.durability ?? null,
          ballast: live?.ballast ?? null,
        });
  const pageDir = given(options, 'page', 'YITIJI_PAGE') ?? live?.pageDir ?? join(shippedDir, '../renderer');
  return {
    nowMs,
    supplies: looked?.supplies ?? null,
    facts: {
      program: {
        // One that answers what another version says is running, too.
        isRunning: called !== null && (called.ok || called.error.code !== 'away'),
        config: read.ok ? { model: read.value.model } : { fault: `${read.error.file}: ${read.error.reason}` },
        version: live?.version ?? version,
        kiosk: looked?.identity?.kiosk ?? null,
        intake: live?.intake ?? null,
      },
      ...pick(live ?? (options.devices === true && config !== null ? await askDevices(config, io.signal) : unasked)),
      notFitted: config === null ? [] : notFittedRoles(config),
      store: looked?.store ?? null,
      outbox: looked?.outbox ?? null,
      hub: {
        ...(asked ?? { isReachable: null, fault: null, roundTripMs: null }),
        ...{ offsetMs, isKeyRefused: live?.hub.isKeyRefused ?? false },
      },
      keys: {
        machine: dataDir === null ? null : lookAtMachineKey(dataDir),
        sealingKid: looked?.identity?.sealing.kid ?? null,
        certificate: config === null ? { kind: 'unknown' } : await lookAtCertificate(config.hub.url, nowMs),
      },
      speech: existsSync(join(pageDir, 'audio')) ? lookAtSpeech(join(shippedDir, 'texts'), pageDir) : null,
      system: lookAtSystem(),
    },
  };
}

const pick = ({ devices, cabinet }: Pick<CheckFacts, 'devices' | 'cabinet'>) => ({ devices, cabinet });
const unasked = { devices: null, cabinet: null } as const;

/** Only connects and asks: no driver moves anything when it is opened. */
async function askDevices(config: KioskConfig, signal: AbortSignal) {
  const devices = openDevices({ config, clock: systemClock, log: noLog, bindings: null });
  try {
    const statuses = await Promise.all(devices.all.map((device) => firstAnswer(device, devicesMs, signal)));
    return { devices: statuses.map(deviceFact), cabinet: cabinetFact(devices.ioBoard) };
  } finally {
    await devices.close();
  }
}

function given(options: Options, name: string, variable: string): string | null {
  const value = options[name];
  if (value === '') throw new UsageError(`--${name} needs a value`);
  return typeof value === 'string' ? value : (process.env[variable] ?? null);
}

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
