const rows = [697, 770, 852, 941];
const columns = [1209, 1336, 1477];
const keys = '123456789*0#';

let context: AudioContext | undefined;
let quiet = localStorage.getItem('handset-quiet') === 'yes';

/** Sounds `frequencies` together. A browser that has not been touched yet keeps silent, and so do we. */
const sound = (frequencies: readonly number[], seconds: number, volume = 0.06, afterSeconds = 0): void => {
  if (quiet || !navigator.userActivation?.hasBeenActive) return;
  context ??= new AudioContext();
  const begin = context.currentTime + afterSeconds;
  const gain = context.createGain();
  gain.connect(context.destination);
  gain.gain.setValueAtTime(0, begin);
  gain.gain.linearRampToValueAtTime(volume, begin + 0.008);
  gain.gain.setValueAtTime(volume, begin + seconds - 0.02);
  gain.gain.linearRampToValueAtTime(0, begin + seconds);
  for (const frequency of frequencies) {
    const oscillator = context.createOscillator();
    oscillator.frequency.value = frequency;
    oscillator.connect(gain);
    oscillator.start(begin);
    oscillator.stop(begin + seconds);
  }
};

/** The two tones of a telephone key (ITU-T Q.23). */
export const keyTone = (key: string): void => {
  const at = keys.indexOf(key);
  if (at >= 0) sound([rows[Math.floor(at / 3)] ?? 0, columns[at % 3] ?? 0], 0.12);
};
export const ringTone = (): void => sound([440, 480], 0.5, 0.04);
export const endTone = (): void => {
  for (const n of [0, 1, 2]) sound([480, 620], 0.18, 0.04, n * 0.34);
};
export const textTone = (): void => {
  sound([880], 0.12, 0.05);
  sound([1318.5], 0.22, 0.05, 0.11);
};

export const isQuiet = (): boolean => quiet;
/** Turns every sound off or on, and remembers it. */
export const setQuiet = (to: boolean): void => {
  quiet = to;
  localStorage.setItem('handset-quiet', to ? 'yes' : 'no');
};
