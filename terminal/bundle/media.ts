import type { Result } from '../../contract/result.ts';

/** A stick or card that somebody has put in. */
export interface Medium {
  /** Where it is mounted; its id, too. */
  readonly path: string;
  /** Name of the folder, as the system has given it. */
  readonly name: string;
  readonly freeBytes: number;
  readonly isReadOnly: boolean;
}

/** gone = pulled out; damaged = what was read back is not what was written. */
export type MediumFault = 'gone' | 'full' | 'readOnly' | 'damaged' | 'failed';

export const mediumSteps = ['write', 'sync', 'verify'] as const;
export type MediumStep = (typeof mediumSteps)[number];

/** Removable media of this machine. Tests put others in its place. */
export interface RemovableMedia {
  list(): Promise<readonly Medium[]>;
  /**
   * Writes a file whole or not at all: beside its name, fsync, read back and compared, then its name, fsync of the folder. Only after `ok` may it be pulled out.
   * What is read back may come from the memory of the system: a medium that holds less than it says is found out by its own errors only.
   * @param onStep told as it goes; `part` 0 to 1 of this step
   */
  write(
    medium: Medium,
    file: { readonly name: string; readonly bytes: Buffer },
    onStep: (step: MediumStep, part: number) => void,
  ): Promise<Result<void, MediumFault>>;
}

/** Room that a medium keeps beside the file, bytes: its own tables. */
const spareBytes = 64 * 1024;

/** Whether so many bytes fit, with some to spare. */
export const hasRoom = ({ freeBytes }: Medium, bytes: number): boolean => freeBytes >= bytes + spareBytes;

/** File systems of sticks and cards; a network folder or a part of the system's disk is none. */
const stickSystems: readonly string[] = ['vfat', 'exfat', 'ntfs', 'ntfs3', 'fuseblk', 'ext4', 'ext3', 'ext2'];
/** Where desktops and automounters put what is plugged in (Filesystem Hierarchy Standard §3.11; udisks2: `/run/media`). */
const mediaFolders: readonly string[] = ['/media/', '/run/media/', '/mnt/'];

/** Mounts that are removable media, of the text of `/proc/self/mountinfo` (proc_pid_mountinfo(5)). Pure. */
export function mediaOf(mountinfo: string): readonly { readonly path: string; readonly isReadOnly: boolean }[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [mount = '', source = ''] = line.split(' - ');
    const [, , , , point = '', options = ''] = mount.split(' ');
    const [system = '', device = '', superOptions = ''] = source.split(' ');
    const path = unescaped(point);
    const isStick =
      stickSystems.includes(system) && device.startsWith('/dev/') && mediaFolders.some((at) => path.startsWith(at));
    if (!isStick) return [];
    const isReadOnly = [...options.split(','), ...superOptions.split(',')].includes('ro');
    return [{ path, isReadOnly }];
  });
}

/** Space, tab, line end and backslash stand as octal numbers there. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** What an error of the file system means to whoever holds the stick. Pure. */
export function mediumFaultOf(code: string | undefined): MediumFault {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'full';
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return 'readOnly';
    case 'ENOENT':
    case 'ENODEV':
    case 'ENXIO':
    case 'ENOTDIR':
      return 'gone';
    case 'EIO':
    case 'EBADMSG':
      return 'damaged';
    default:
      return 'failed';
  }
}
