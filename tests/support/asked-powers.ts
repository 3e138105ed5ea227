/** Code that runs in a page: asks for something, and says `given` or `made`, or the name of what it heard instead. */
type Asked = readonly [what: string, code: string, answer: RegExp];

const ask = (code: string) => `new Promise((answer) => answer(${code})).then(() => 'given', (e) => e.name)`;
/** Makes something at once. */
export const make = (code: string) => `(() => { try { ${code}; return 'made' } catch (e) { return e.name } })()`;
const whenThere = (part: string, code: string) => `${part} === undefined ? 'none' : ${ask(code)}`;

/** What a page that was taken over could ask the machine for, and what it is to hear. */
export const askedPowers: readonly Asked[] = [
  ['USB', whenThere('navigator.usb', 'navigator.usb.requestDevice({ filters: [] })'), /^none$/],
  ['HID', whenThere('navigator.hid', 'navigator.hid.requestDevice({ filters: [] })'), /^none$/],
  ['serial', whenThere('navigator.serial', 'navigator.serial.requestPort()'), /^none$/],
  [
    'Bluetooth',
    whenThere('navigator.bluetooth', 'navigator.bluetooth.requestDevice({ acceptAllDevices: true })'),
    /^none$/,
  ],
  ['MIDI', ask('navigator.requestMIDIAccess({ sysex: true })'), /^SecurityError$/],
  ['camera', ask('navigator.mediaDevices.getUserMedia({ video: true })'), /^(NotAllowed|NotFound)Error$/],
  ['microphone', ask('navigator.mediaDevices.getUserMedia({ audio: true })'), /^(NotAllowed|NotFound)Error$/],
  ['screen', ask('navigator.mediaDevices.getDisplayMedia()'), /^NotAllowedError$/],
  [
    'place',
    "new Promise((r) => navigator.geolocation.getCurrentPosition(() => r('given'), (e) => r('code ' + e.code)))",
    /^code 1$/,
  ],
  ['notices', "'Notification' in window ? Notification.requestPermission() : 'none'", /^(none|denied)$/],
  ['clipboard, to read', ask('navigator.clipboard.readText()'), /^NotAllowedError$/],
  ['clipboard, to write', ask("navigator.clipboard.writeText('x')"), /^NotAllowedError$/],
  ['full screen', ask('document.documentElement.requestFullscreen()'), /^TypeError$/],
  [
    'the pointer',
    ask(
      'Promise.resolve(document.body.requestPointerLock()).then(() => document.pointerLockElement ?? Promise.reject(new DOMException("", "none")))',
    ),
    /^(SecurityError|none)$/,
  ],
  ['awake', whenThere('navigator.wakeLock', 'navigator.wakeLock.request()'), /^(none|NotAllowedError)$/],
  [
    'keys of a person',
    ask('navigator.credentials.get({ publicKey: { challenge: new Uint8Array(16) } })'),
    /^NotAllowedError$/,
  ],
  ['idleness', "typeof IdleDetector === 'undefined' ? 'none' : IdleDetector.requestPermission()", /^(none|denied)$/],
  [
    'fonts',
    "typeof queryLocalFonts === 'undefined' ? 'none' : queryLocalFonts().then((f) => f.length ? 'given' : 'none', (e) => e.name)",
    /^(none|\w+Error)$/,
  ],
  ['other screens', ask('getScreenDetails()'), /^(NotAllowed|Reference)Error$/],
  ['lasting memory', 'navigator.storage.persist().then(String)', /^false$/],
  [
    'payment',
    make(
      "new PaymentRequest([{ supportedMethods: 'https://x.example' }], { total: { label: 'x', amount: { currency: 'CNY', value: '1' } } })",
    ),
    /^(Reference|Security)Error$/,
  ],
  ['motion', make('new Accelerometer().start()'), /^(Security|Reference)Error$/],
  ['speech to a company', make('new webkitSpeechRecognition().start()'), /^ReferenceError$/],
  ['a colour off the screen', make('new EyeDropper()'), /^ReferenceError$/],
  [
    'a film in a window of its own',
    "(async () => { const c = document.createElement('canvas'); c.getContext('2d').fillRect(0, 0, 9, 9); const v = document.createElement('video'); v.muted = true; v.srcObject = c.captureStream(); await v.play(); return await v.requestPictureInPicture().then(() => 'given', (e) => e.name) })()",
    /^SecurityError$/,
  ],
  ['a page in a window of its own', "'documentPictureInPicture' in window ? 'given' : 'none'", /^none$/],
  ['addresses of its own', make("navigator.registerProtocolHandler('mailto', 'app://kiosk/?%s')"), /^SecurityError$/],
  ['a dialog', 'String(confirm("?"))', /^false$/],
  ['a question', "(() => { try { return String(prompt('?')) } catch { return 'null' } })()", /^null$/],
  ['paper', "(print(), 'asked')", /^asked$/],
  ['code from text', make("eval('1')"), /^EvalError$/],
  ['a function from text', make("new Function('return 1')()"), /^EvalError$/],
  ['markup from text', make("document.createElement('div').innerHTML = '<b>'"), /^TypeError$/],
  ['WebAssembly', make('new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))'), /^CompileError$/],
  ['a worker', make("new Worker('/x.js')"), /^\w*Error$/],
  ['a worker from text', make("new Worker(URL.createObjectURL(new Blob(['1'])))"), /^\w*Error$/],
  ['a shared worker', make("new SharedWorker('/x.js')"), /^\w*Error$/],
  ['a service worker', ask("navigator.serviceWorker.register('/x.js')"), /^\w*Error$/],
];
