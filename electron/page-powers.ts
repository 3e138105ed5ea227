/**
 * Parts of the web platform that this page has no use for, by their names in Chromium (`runtime_enabled_features.json5`): what is switched off here does not exist for the page, so that nothing has
 * to refuse it. Chromium passes over names that it does not know (older or newer than itself). Found open in a real window without it: dialogs for files, a colour picker over the whole
 * screen, a film in a window of its own; asking for a USB device ended the shell (Electron 25.1).
 */
export const switchedOffFeatures: readonly string[] = [
  // Units of the machine: drivers of the terminal service own them.
  ...[
    'WebUSB',
    'WebHID',
    'Serial',
    'WebBluetooth',
    'WebBluetoothScanning',
    'WebNFC',
    'WebXR',
    'GamepadButtonAxisEvents',
  ],
  // Files and windows beside the page.
  ...[
    'FileSystemAccess',
    'FileSystemAccessLocal',
    'EyeDropperAPI',
    'PictureInPictureAPI',
    'DocumentPictureInPictureAPI',
  ],
  ...[
    'Portals',
    'FencedFrames',
    'WebAppTabStrip',
    'WindowPlacement',
    'WindowManagement',
    'Presentation',
    'RemotePlayback',
  ],
  // Services of a desktop, a phone or a company on the network.
  ...['PaymentRequest', 'SecurePaymentConfirmation', 'WebShare', 'WebShareV2', 'ContactsManager', 'InstalledApp'],
  ...['Notifications', 'PushMessaging', 'BackgroundFetch', 'PeriodicBackgroundSync', 'WebOTP', 'FedCm', 'DigitalGoods'],
  ...['ScriptedSpeechRecognition', 'IdleDetection', 'FontAccess', 'ScreenWakeLock', 'KeyboardLock', 'SharedWorker'],
];

/** Powers that Permissions Policy names. None of them is given to anybody, the page itself included; left out are the camera, which has a gate of its own, and sound, which guidance needs. */
const refusedPowers = [
  ...[
    'accelerometer',
    'ambient-light-sensor',
    'attribution-reporting',
    'bluetooth',
    'browsing-topics',
    'clipboard-read',
  ],
  ...['clipboard-write', 'display-capture', 'document-domain', 'encrypted-media', 'execution-while-out-of-viewport'],
  ...['fullscreen', 'gamepad', 'geolocation', 'gyroscope', 'hid', 'identity-credentials-get', 'idle-detection'],
  ...['interest-cohort', 'keyboard-map', 'local-fonts', 'magnetometer', 'midi', 'otp-credentials', 'payment'],
  ...['picture-in-picture', 'publickey-credentials-create', 'publickey-credentials-get', 'screen-wake-lock', 'serial'],
  ...['storage-access', 'sync-xhr', 'usb', 'web-share', 'window-management', 'window-placement', 'xr-spatial-tracking'],
];

/** Header that is sent with every answer. Source: W3C Permissions Policy; a name that Chromium does not know is passed over. */
export const permissionsPolicy = [...refusedPowers.map((power) => `${power}=()`), 'camera=(self)'].join(', ');
