import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { type WindowBridge, windowChannels } from '../contract/channel.ts';
import { isForPage } from './for-page.ts';

/**
 * The only door between page and machine: three functions, nothing more. It holds no secret; main process and terminal service validate
 * what comes through it, and what comes from there is looked at before the page draws it.
 */
const bridge: WindowBridge = {
  onSnapshot(listener) {
    const forward = (_event: IpcRendererEvent, snapshot: unknown) => {
      if (isForPage(snapshot)) listener(snapshot);
    };
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
