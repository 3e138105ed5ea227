import { isAbsolute, join } from 'node:path';
import { type Arg, readArg, readVector, splitArgs, UnreadableTrace } from './strace-args.ts';
import type { Syscall } from './syscalls.ts';

const prefix = /^(?:\[pid +)?(\d+)\]? +/;
const begun = / <unfinished \.\.\.>$/;
const resumed = /^<\.\.\. (\w+) resumed>/;
const call = /^(\w+)\((.*)\) += (-?\d+|\?|0x[0-9a-f]+)(.*)$/s;

/**
 * Reads lines of `strace -f -y -xx -o FILE`. Pure; keeps only what one thread has begun and not ended. Calls that failed changed nothing and are left
 * out. Throws UnreadableTrace for a line that it does not know.
 */
export function* parseStrace(lines: Iterable<string>): Generator<Syscall> {
  const unfinished = new Map<string, string>();
  for (const line of lines) {
    if (line === '') continue;
    const pid = prefix.exec(line)?.[1];
    if (pid === undefined) throw new UnreadableTrace(`no process id: ${line.slice(0, 200)}`);
    let text = line.replace(prefix, '');
    // Signals and ends of threads.
    if (text.startsWith('---') || text.startsWith('+++')) continue;
    if (begun.test(text)) {
      unfinished.set(pid, text.replace(begun, ''));
      continue;
    }
    if (resumed.test(text)) {
      const first = unfinished.get(pid);
      if (first === undefined) throw new UnreadableTrace(`nothing was begun: ${line.slice(0, 200)}`);
      unfinished.delete(pid);
      text = first + text.replace(resumed, '');
    }
    const found = readCall(text);
    if (found !== null) yield found;
  }
}

function readCall(text: string): Syscall | null {
  const [, name, inner = '', result = '', after = ''] = call.exec(text) ?? [];
  if (name === undefined) throw new UnreadableTrace(`not a system call: ${text.slice(0, 200)}`);
  // Failed, or the process ended in it.
  if (result === '?' || result.startsWith('-')) return null;
  return toSyscall(name, splitArgs(inner), Number(result), after);
}

function toSyscall(name: string, raw: readonly string[], result: number, after: string): Syscall | null {
  // Buffers of vectors are read on their own.
  const args = raw.map((text) => (text.startsWith('[') ? readArg('') : readArg(text)));
  const at = (i: number): Arg => {
    const arg = args[i];
    if (arg === undefined) throw new UnreadableTrace(`${name} without argument ${i}`);
    return arg;
  };
  const fd = (i = 0): number => Number(at(i).text);
  /** The path of a descriptor; a file without a name cannot come back after a power cut. */
  const fileOf = (i = 0): string | null => (at(i).isDeleted ? null : at(i).path);
  const write = (bytes: Buffer, position: number | null): Syscall => ({
    name: 'write',
    fd: fd(),
    path: fileOf(),
    bytes: bytes.subarray(0, result),
    position,
  });
  const ofFile = (make: (path: string) => Syscall): Syscall | null => {
    const path = fileOf();
    return path === null ? null : make(path);
  };
  switch (name) {
    case 'openat': {
      const flags = new Set(at(2).text.split('|'));
      const opened = readArg(`${result}${after.trim()}`);
      return opened.path === null ? null : { name: 'open', path: opened.path, flags, fd: result };
    }
    case 'write':
      return write(bytesOf(at(1)), null);
    case 'writev':
      return write(readVector(raw[1] ?? ''), null);
    case 'pwrite64':
      return write(bytesOf(at(1)), Number(at(3).text));
    case 'pwritev':
      return write(readVector(raw[1] ?? ''), Number(at(3).text));
    case 'copy_file_range':
    case 'sendfile': {
      const [source, target, position] = name === 'sendfile' ? [1, 0, 2] : [0, 2, 1];
      const from = /^\[(\d+)\]/.exec(raw[position] ?? '')?.[1];
      const hasTarget = name === 'copy_file_range' && at(3).text !== 'NULL';
      if (from === undefined || hasTarget) return { name: 'unmodelled', call: name, paths: args.flatMap(pathsIn) };
      return {
        name: 'copy',
        from: fileOf(source),
        at: Number(from),
        length: result,
        fd: fd(target),
        path: fileOf(target),
      };
    }
    case 'lseek':
      return { name: 'seek', fd: fd(), position: result };
    case 'fsync':
    case 'fdatasync':
      return ofFile((path) => ({ name: 'sync', path }));
    case 'ftruncate':
      return ofFile((path) => ({ name: 'truncate', path, size: Number(at(1).text) }));
    case 'rename':
      return { name: 'rename', from: pathIn(at(0)), to: pathIn(at(1)), isExchange: false };
    case 'renameat':
    case 'renameat2':
      return {
        name: 'rename',
        from: pathIn(at(1), at(0)),
        to: pathIn(at(3), at(2)),
        isExchange: args[4]?.text.includes('RENAME_EXCHANGE') ?? false,
      };
    case 'unlink':
    case 'rmdir':
      return { name: 'unlink', path: pathIn(at(0)) };
    case 'unlinkat':
      return { name: 'unlink', path: pathIn(at(1), at(0)) };
    case 'symlink':
      return { name: 'symlink', target: bytesOf(at(0)).toString('utf8'), path: pathIn(at(1)) };
    case 'symlinkat':
      return { name: 'symlink', target: bytesOf(at(0)).toString('utf8'), path: pathIn(at(2), at(1)) };
    case 'mkdir':
      return { name: 'mkdir', path: pathIn(at(0)) };
    case 'mmap':
      return mapped(at(4), at(2).text, at(3).text);
    default:
      return { name: 'unmodelled', call: name, paths: args.flatMap(pathsIn) };
  }
}

function mapped(file: Arg, protection: string, flags: string): Syscall | null {
  if (file.path === null) return null;
  const isShared = /\bMAP_SHARED(_VALIDATE)?\b/.test(flags);
  return { name: 'map', path: file.path, isWritableShared: isShared && protection.includes('PROT_WRITE') };
}

function bytesOf(arg: Arg): Buffer {
  if (arg.bytes === null) throw new UnreadableTrace(`no string: ${arg.text}`);
  return arg.bytes;
}

/** A path as the process gave it; relative ones stand in the folder of the descriptor. */
function pathIn(arg: Arg, folder?: Arg): string {
  const path = bytesOf(arg).toString('utf8');
  if (isAbsolute(path)) return path;
  if (folder?.path == null) throw new UnreadableTrace(`a relative path of which nobody knows the folder: ${path}`);
  return join(folder.path, path);
}

function pathsIn(arg: Arg): readonly string[] {
  if (arg.path !== null) return [arg.path];
  const text = arg.bytes?.toString('utf8') ?? '';
  return text.startsWith('/') ? [text] : [];
}
