import { utilityProcess } from 'electron';
import type { TerminalProcess, TerminalProgram } from './terminal-process.ts';

/** Starts the terminal service on Electron's own Node. The app must be ready. */
export function startOnElectron(program: TerminalProgram): TerminalProcess {
  const child = utilityProcess.fork(program.entry, [...program.args], {
    env: program.env,
    stdio: 'inherit',
    serviceName: 'yitiji-terminal',
  });
  let running = true;
  child.once('exit', () => {
    running = false;
  });
  return {
    get pid() {
      return child.pid;
    },
    post: (message) => {
      if (running) child.postMessage(message);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(`exit ${code}`)),
    kill: (signal) => {
      if (!running) return;
      if (signal === 'SIGKILL' && child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      else child.kill();
    },
  };
}
