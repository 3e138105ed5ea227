/**
 * System calls that change what a power cut leaves behind, as strace saw them succeed. Paths are absolute, whole numbers are bytes.
 * `position: null` = at the position of the open file.
 */
export type Syscall =
  | { readonly name: 'open'; readonly path: string; readonly flags: ReadonlySet<string>; readonly fd: number }
  | {
      readonly name: 'write';
      readonly fd: number;
      /** Null = a pipe, a socket: no file. */
      readonly path: string | null;
      readonly bytes: Buffer;
      readonly position: number | null;
    }
  /** Bytes that the kernel copied from one file to where another stands. */
  | {
      readonly name: 'copy';
      readonly from: string | null;
      readonly at: number;
      readonly length: number;
      readonly fd: number;
      readonly path: string | null;
    }
  | { readonly name: 'seek'; readonly fd: number; readonly position: number }
  | { readonly name: 'sync'; readonly path: string }
  | { readonly name: 'truncate'; readonly path: string; readonly size: number }
  | { readonly name: 'rename'; readonly from: string; readonly to: string; readonly isExchange: boolean }
  | { readonly name: 'unlink'; readonly path: string }
  | { readonly name: 'symlink'; readonly target: string; readonly path: string }
  | { readonly name: 'mkdir'; readonly path: string }
  | { readonly name: 'map'; readonly path: string; readonly isWritableShared: boolean }
  /** A call that the model does not know, with the paths that it names. */
  | { readonly name: 'unmodelled'; readonly call: string; readonly paths: readonly string[] };

/** Calls of the design's list, and four more that the model follows. */
const modelled = [
  'openat',
  'mmap',
  'write',
  'writev',
  'pwrite64',
  'pwritev',
  'fsync',
  'fdatasync',
  'ftruncate',
  'fallocate',
  'rename',
  'renameat',
  'renameat2',
  'unlink',
  'unlinkat',
  'symlink',
  'symlinkat',
  'mkdir',
  'rmdir',
  'lseek',
  'copy_file_range',
  'sendfile',
] as const;

/** Other ways to change a file: traced, so that a recording that holds one on our files is refused instead of half understood. */
const refused = [
  'open',
  'creat',
  'openat2',
  'mkdirat',
  'truncate',
  'pwritev2',
  'link',
  'linkat',
  'splice',
  'msync',
  'sync_file_range',
] as const;

export const tracedCalls: readonly string[] = [...modelled, ...refused];
