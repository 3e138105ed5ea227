import type { CheckLine } from '../../contract/checks.ts';
import type { CheckFacts } from './facts.ts';
import { checkFloors, checkLimits } from './limits.ts';
import { line, measured, notLooked } from './line.ts';

const part = 'program';

/** Lines about the terminal service, its configuration and version. */
export function programLines({ program }: CheckFacts): readonly CheckLine[] {
  const { isRunning, config, version, kiosk, intake } = program;
  return [
    isRunning
      ? line('program.service', part, 'pass', { word: 'running' })
      : line('program.service', part, 'warn', { word: 'notRunning', todo: 'startService' }),
    'fault' in config
      ? line('program.config', part, 'fail', { word: 'notValid', todo: 'mendConfig', detail: config.fault })
      : line('program.config', part, 'pass', { word: 'valid', detail: config.model }),
    line('program.version', part, 'pass', { detail: version }),
    kiosk === null
      ? line('program.enrolment', part, 'fail', { word: 'notEnrolled', todo: 'enrol' })
      : line('program.enrolment', part, 'pass', { word: 'enrolled', detail: kiosk }),
    ...intakeLines(isRunning, intake),
  ];
}

const intakeTodo: Readonly<Record<string, string>> = {
  queue: 'lookAtLink',
  disk: 'freeDisk',
  clock: 'setClock',
  deadline: 'setClock',
  key: 'enrolAgain',
};

function intakeLines(isRunning: boolean, intake: string | null): readonly CheckLine[] {
  if (!isRunning || intake === null) return [];
  if (intake === 'open') return [line('program.intake', part, 'pass', { word: 'intakeOpen' })];
  return [
    line('program.intake', part, 'fail', {
      word: 'intakeClosed',
      todo: intakeTodo[intake] ?? 'lookAgain',
      detail: intake,
    }),
  ];
}

/** Lines about the recordings of speech: how many of those that are wanted are there. */
export function speechLines({ speech }: CheckFacts): readonly CheckLine[] {
  const id = 'speech.clips';
  if (speech === null) return [notLooked(id, 'speech', 'namePage')];
  const { wanted, there, silent } = speech;
  // Rounded down: 100 means every one of them.
  const percent = wanted === 0 ? 0 : Math.floor((there / wanted) * 1000) / 10;
  const isWhole = wanted > 0 && there >= wanted && silent.length === 0;
  return [
    line(id, 'speech', isWhole ? 'pass' : 'warn', {
      ...{ measured: percent, unit: 'percent', limit: 100, todo: isWhole ? null : 'renderSpeech' },
      detail: silent.length === 0 ? null : silent.join(' '),
    }),
  ];
}

/** Lines about memory and temperature of the computer. */
export function systemLines({ system }: CheckFacts): readonly CheckLine[] {
  const { memoryFree, celsius } = system;
  const { warn, fail } = checkFloors.memoryPercent;
  const free = memoryFree === null ? null : Math.round(memoryFree * 1000) / 10;
  const verdict = free === null ? 'warn' : free < fail ? 'fail' : free < warn ? 'warn' : 'pass';
  return [
    free === null
      ? notLooked('system.memory', 'system', 'lookAgain')
      : line('system.memory', 'system', verdict, {
          ...{ measured: free, unit: 'percent', limit: warn, todo: verdict === 'pass' ? null : 'restartMachine' },
        }),
    celsius === null
      ? line('system.temperature', 'system', 'notFitted')
      : measured('system.temperature', 'system', Math.round(celsius), 'celsius', checkLimits.celsius, 'cool'),
  ];
}
