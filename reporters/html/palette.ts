/** The colours of the page, for light and for dark surroundings. Every pair of text and ground in `pairs` can be read. */

const light = {
  ground: '#ffffff',
  panel: '#f4f5f7',
  text: '#1a1d21',
  dim: '#555c66',
  line: '#8a929c',
  accent: '#0b57a4',
  critical: '#a30014',
  high: '#a8320a',
  medium: '#7a5300',
  low: '#0b5d6b',
  info: '#555c66',
  markGround: '#ffe08a',
  markText: '#1a1d21',
  partGround: '#ffd9cc',
  partText: '#5c1600',
  beyondGround: '#fdeaea',
} as const;

export type Colour = keyof typeof light;

const dark: Readonly<Record<Colour, string>> = {
  ground: '#14171b',
  panel: '#1d2127',
  text: '#e6e8eb',
  dim: '#a6adb8',
  line: '#737c88',
  accent: '#7db8ff',
  critical: '#ff8a94',
  high: '#ffa07a',
  medium: '#f2c14e',
  low: '#6fd0e0',
  info: '#a6adb8',
  markGround: '#5c4a00',
  markText: '#fff3c4',
  partGround: '#5a2a18',
  partText: '#ffd9cc',
  beyondGround: '#3a1a1d',
};

export const palettes: Readonly<Record<'light' | 'dark', Readonly<Record<Colour, string>>>> = { light, dark };

/** CSS variables: `--text: #1a1d21;`. */
export function variables(name: 'light' | 'dark'): string {
  return Object.entries(palettes[name])
    .map(([colour, value]) => `--${colour}: ${value};`)
    .join(' ');
}
