/** A unit as the kernel would list it, for `umockdev-run`: what somebody plugs into a USB socket of a machine. */
export interface Plugged {
  readonly name: string;
  /** `046d:c31c`. */
  readonly usb: `${string}:${string}`;
  /** Bit fields as the kernel writes them in `capabilities/`. Source: Documentation/input/input.rst, linux/input-event-codes.h. */
  readonly ev: string;
  readonly key?: string;
  readonly rel?: string;
  readonly abs?: string;
  /** 2 = it is touched where it shows (INPUT_PROP_DIRECT). */
  readonly properties?: string;
  /** Folder below /sys/devices instead of a USB socket. */
  readonly at?: string;
}

const hundredKeys = '1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe';

export const keyboard: Plugged = { name: 'keyboard', usb: '046d:c31c', ev: '120013', key: hundredKeys };
export const keypad: Plugged = { name: 'keypad', usb: '1234:abcd', ev: '120013', key: hundredKeys };
export const ps2Keyboard: Plugged = { ...keyboard, name: 'ps2', at: 'platform/i8042/serio0' };
export const mouse: Plugged = { name: 'mouse', usb: '046d:c077', ev: '17', key: '70000 0 0 0 0', rel: '903' };
/** BTN_TOUCH, and the places of fingers. */
export const touchPanel: Plugged = {
  ...{ name: 'panel', usb: '0eef:c000', ev: '1b', key: '400 0 0 0 0 0', abs: '260800000000003', properties: '2' },
};
/** Says that it is a panel and has keys beside. */
export const panelWithKeys: Plugged = { ...touchPanel, name: 'panelWithKeys', key: '400 0 0 0 0 fffffffffffffffe' };
export const powerButton: Plugged = {
  ...{ name: 'button', usb: '0000:0001', ev: '3', key: '10000000000000 0', at: 'LNXSYSTM:00/LNXPWRBN:00' },
};

/** Where the kernel lists its keys and touches. */
export const pathOf = ({ name, at }: Plugged): string =>
  `/devices/${at ?? `pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/${name}`}/input/input7`;

/** Description for `umockdev-run --device`. */
export function listing(plugged: Plugged): string {
  const { usb, ev, key = '0', rel = '0', abs = '0', properties = '0', name } = plugged;
  const [vendor = '', product = ''] = usb.split(':');
  const path = pathOf(plugged);
  const socket = `P: /devices/pci0000:00/0000:00:14.0/usb1/1-4
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
A: idVendor=${vendor}
A: idProduct=${product}

P: /devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb
A: bInterfaceClass=03

`;
  return `${plugged.at === undefined ? socket : ''}P: ${path}
E: SUBSYSTEM=input
E: PRODUCT=3/${vendor}/${product}/110
E: NAME="${name}"
A: name=${name}
A: inhibited=0
A: capabilities/ev=${ev}
A: capabilities/key=${key}
A: capabilities/rel=${rel}
A: capabilities/abs=${abs}
A: properties=${properties}

P: ${path}/event7
N: input/event7
E: DEVNAME=/dev/input/event7
E: SUBSYSTEM=input
`;
}
