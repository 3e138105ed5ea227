import { posix } from 'node:path';

/**
 * The import rule of docs/design/architecture.md. `contract` imports nothing of ours; the outer parts import `contract` and themselves; only the
 * terminal service uses drivers. Parts that are not listed (`build`, `bin`, `tests`) may import anything.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  contract: ['contract'],
  drivers: ['contract', 'drivers'],
  renderer: ['contract', 'renderer'],
  electron: ['contract', 'electron'],
  hub: ['contract', 'hub'],
  console: ['contract', 'console'],
  updater: ['contract', 'updater'],
  release: ['contract', 'release'],
  terminal: ['contract', 'drivers', 'terminal'],
};

/** Packages that open ports. Only transports (and simulators, from the other end) know them. */
const portPackages = /^(serialport|@serialport\/.*|node-hid|smartcard|usb|node:net|node:tty)$/;

/** Folders of `drivers` that serve every class. */
const sharedFolders = new Set(['transport', 'simulators', 'core', 'discovery', 'native-host', 'trace', 'conformance']);

/**
 * What a file breaks. Pure.
 * @param path from the root of the project, with `/`
 * @param specifiers what the file imports
 * @returns one sentence for each violation
 */
export function importViolations(path: string, specifiers: readonly string[]): readonly string[] {
  return specifiers.flatMap((specifier) => {
    const reason = specifier.startsWith('.')
      ? relativeViolation(path, posix.join(posix.dirname(path), specifier))
      : packageViolation(path, specifier);
    return reason === undefined ? [] : [`${path} imports ${specifier}: ${reason}`];
  });
}

function relativeViolation(path: string, target: string): string | undefined {
  if (target.startsWith('../')) return 'it lies outside the project';
  const part = partOf(path);
  const targetPart = partOf(target);
  const allowed = mayImport[part];
  // Tests beside the code use data of the delivered configuration and helpers that all tests share; story pages show the delivered machines.
  const showsDelivered = path.startsWith('renderer/dev/') && target.startsWith('kiosk-config/models/');
  const shared =
    showsDelivered || (isTest(path) && (targetPart === 'kiosk-config' || target.startsWith('tests/support/')));
  if (allowed !== undefined && !allowed.includes(targetPart) && !shared) return `${part} may not import ${targetPart}`;
  return driverViolation(path, target);
}

function driverViolation(path: string, target: string): string | undefined {
  const [, folder] = path.split('/');
  const [targetPart, targetFolder, targetFile] = target.split('/');
  if (targetPart !== 'drivers' || isTest(path)) return undefined;
  const part = partOf(path);
  if (
    targetFolder === 'simulators' &&
    part !== 'build' &&
    part !== 'bin' &&
    part !== 'tests' &&
    folder !== 'simulators'
  ) {
    return 'simulators are for tests and development only';
  }
  if (part !== 'drivers') return undefined;
  if (folder === 'transport' && isClassFolder(targetFolder)) return 'a transport knows nothing of protocols';
  if (isProtocolFile(path) && targetFolder === 'transport' && targetFile !== 'transport.ts') {
    return 'a protocol knows the interface of a transport, not its kinds';
  }
  return undefined;
}

function packageViolation(path: string, specifier: string): string | undefined {
  const part = partOf(path);
  if (specifier === 'electron' && !['electron', 'build', 'tests'].includes(part))
    return 'only the shell knows Electron';
  if (isTest(path)) return undefined;
  if (part === 'drivers' && isClassFolder(path.split('/')[1]) && portPackages.test(specifier)) {
    return 'a protocol knows bytes and nothing of ports';
  }
  if (
    (part === 'electron' || part === 'renderer' || part === 'console' || part === 'contract') &&
    portPackages.test(specifier)
  ) {
    return `${part} opens no port`;
  }
  // `renderer/dev` and the build configuration run on the developer's machine.
  const inWindow =
    (part === 'renderer' || part === 'console') && !path.startsWith('renderer/dev/') && !/\.config\.ts$/.test(path);
  if (inWindow && specifier.startsWith('node:')) return 'the page has no Node';
  return undefined;
}

/** Folders of `drivers` that hold a device class: all but those that serve every class. */
function isClassFolder(folder: string | undefined): boolean {
  return folder !== undefined && !folder.includes('.') && !sharedFolders.has(folder);
}

/** `drivers/<class>/<protocol>/…`. Files of the class itself join protocol and transport, so they may know both. */
function isProtocolFile(path: string): boolean {
  const [part, folder, ...rest] = path.split('/');
  return part === 'drivers' && isClassFolder(folder) && rest.length > 1;
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$|\.test-data\.ts$|\/testing\//.test(path);
}

function partOf(path: string): string {
  return path.split('/')[0] ?? '';
}
