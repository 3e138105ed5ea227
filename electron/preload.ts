import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { type WindowBridge, windowChannels } from '../contract/channel.ts';
import type { Snapshot } from '../contract/snapshot.ts';

/**
 * The only door between page and machine: three functions, nothing more. It holds no secret and judges nothing; main process and terminal
 * service validate what comes through it.
 */
const bridge: WindowBridge = {
  onSnapshot(listener) {
    const forward = (_event: IpcRendererEvent, snapshot: Snapshot | null) => listener(snapshot);
    ipcRenderer.on(windowChannels.snapshot, forward);
    ipcRenderer.send(windowChannels.hello);
    return () => {
      ipcRenderer.removeListener(windowChannels.snapshot, forward);
    };
  },
  sendIntent(intent) {
    ipcRenderer.send(windowChannels.intent, intent);
  },
  painted(input) {
    ipcRenderer.send(windowChannels.painted, input);
  },
};

contextBridge.exposeInMainWorld('yitiji', Object.freeze(bridge));
