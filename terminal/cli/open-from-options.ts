import { closeSync, openSync, writeSync } from 'node:fs';
import { systemClock } from '../../contract/clock.ts';
import { type CommandIo, type CommandOption, UsageError } from '../../contract/command.ts';
import { numberOption, type Options, textOption } from '../../contract/command-options.ts';
import { deviceSettings } from '../../contract/device-settings.ts';
import { noLog } from '../../contract/log.ts';
import { parse } from '../../contract/validate.ts';
import { NativeHost } from '../../drivers/native-host/native-host.ts';
import {
  type DeviceClass,
  type DeviceOf,
  type DriverEntry,
  type DriverName,
  driverNames,
  drivers,
  driversOf,
  type SettingsOf,
  traceCodecOf,
} from '../../drivers/registry.ts';
import { IsolatedSmartCardPort } from '../../drivers/smart-card/pcsc/isolated-smart-card-port.ts';
import type { TraceCodec } from '../../drivers/trace/trace-codec.ts';
import { TraceRecorder } from '../../drivers/trace/trace-recorder.ts';
import { tracedPorts } from '../../drivers/trace/traced-port.ts';
import { openPortHere } from '../../drivers/transport/open-port.ts';

/** Options of every command that opens one device. */
export function deviceOptions(names: readonly DriverName[] = driverNames) {
  return {
    driver: {
      type: 'string',
      required: true,
      help: `driver: ${names.map((name) => `${name} (${drivers[name].title})`).join('; ')}`,
    },
    port: {
      type: 'string',
      required: true,
      help: 'serial: /dev/serial/by-path/…; HID: hid:VENDOR:PRODUCT; A4: name of the CUPS queue; smart card: name of the reader, - = the only one',
    },
    baud: { type: 'string', help: 'bits per second on serial lines; default: the usual speed of the driver' },
    settings: { type: 'string', help: 'settings of the unit as JSON, as in kiosk-config (docs/devices.md)' },
    trace: { type: 'string', help: 'record the wire into this file, personal data blanked' },
  } as const satisfies Record<string, CommandOption>;
}

export interface Opened<D> {
  readonly device: D;
  readonly driver: DriverName;
  /** Closes the device, ends the recording and every process that was started for it. */
  close(): Promise<void>;
}

/**
 * Opens the device that the options name, not started yet. Throws UsageError for a driver of another class, settings that do not fit (with the
 * place), a trace file that cannot be made.
 * @param more a device id instead of the class; settings that a command takes by options of its own, which win over those in `--settings`
 */
export function openFromOptions<C extends DeviceClass>(
  options: Options,
  io: CommandIo,
  deviceClass: C | null,
  more: { readonly id?: string; readonly settings?: SettingsOf<C> } = {},
): Opened<DeviceOf<C>> {
  const name = driverOption(options, deviceClass === null ? driverNames : driversOf(deviceClass));
  const entry = drivers[name] as unknown as DriverEntry<C>;
  const port = textOption(options, 'port');
  const settings = { ...settingsOption(options, entry.deviceClass), ...more.settings };
  const codec = traceCodecOf(entry, settings);
  const recording =
    options.trace === undefined
      ? null
      : startRecording(textOption(options, 'trace'), entry.deviceClass, codec, port, io);
  const host = entry.port === 'reader' ? new NativeHost({ clock: systemClock, log: noLog }) : null;
  try {
    const device = entry.open({
      port: port === '-' ? '' : port,
      clock: systemClock,
      log: noLog,
      ...(more.id !== undefined && { id: more.id }),
      settings,
      ...(options.baud !== undefined && {
        baud: numberOption(options, 'baud', { min: 1200, max: 921_600, unit: 'bit/s' }),
      }),
      openPort: recording === null ? openPortHere : tracedPorts(openPortHere, recording.recorder),
      ...(recording !== null && { tap: (dir, message) => recording.recorder.bytes(dir, message) }),
      ...(host !== null && { pcsc: new IsolatedSmartCardPort(host) }),
    });
    const close = async () => {
      await device.close();
      await host?.close();
      recording?.end();
    };
    return { device, driver: name, close };
  } catch (error) {
    recording?.end();
    // Openers throw this for a text that can never be a port or a setting of theirs.
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/** The driver that `--driver` names. Throws UsageError when it is not one of `names`. */
export function driverOption(options: Options, names: readonly DriverName[]): DriverName {
  const text = textOption(options, 'driver');
  const found = names.find((name) => name === text);
  if (found === undefined) throw new UsageError(`--driver must be one of ${names.join(', ')}, not ${text}`);
  return found;
}

/** `--settings`, checked against the class's schema. */
function settingsOption<C extends DeviceClass>(options: Options, deviceClass: C): SettingsOf<C> {
  if (options.settings === undefined) return {} as SettingsOf<C>;
  let given: unknown;
  try {
    given = JSON.parse(textOption(options, 'settings'));
  } catch (cause) {
    throw new UsageError(`--settings is no JSON: ${cause instanceof Error ? cause.message : 'unreadable'}`);
  }
  const settings = parse(deviceSettings[deviceClass], given);
  if (!settings.ok) throw new UsageError(`--settings ${settings.error.path || '/'} ${settings.error.reason}`);
  return settings.value as SettingsOf<C>;
}

function startRecording(file: string, deviceId: DeviceClass, codec: TraceCodec, port: string, io: CommandIo) {
  let fd: number;
  try {
    fd = openSync(file, 'wx', 0o600);
  } catch (cause) {
    throw new UsageError(`--trace: ${file} cannot be made (${cause instanceof Error ? cause.message : 'unknown'})`);
  }
  let isBroken = false;
  const recorder = new TraceRecorder({
    codec,
    transport: port,
    deviceId,
    clock: systemClock,
    log: noLog,
    write: (line) => {
      if (isBroken) return;
      try {
        writeSync(fd, `${line}\n`);
      } catch (cause) {
        // A full disk must not stop the device; the recording ends where it is.
        isBroken = true;
        io.note(`--trace: recording stopped (${cause instanceof Error ? cause.message : 'unknown'})`);
      }
    },
  });
  const end = () => {
    if (recorder.ended === null) recorder.end();
    closeSync(fd);
    io.note(`--trace: ${recorder.messages} messages in ${file}`);
  };
  return { recorder, end };
}
